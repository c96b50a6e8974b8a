import { bootstrap } from '@clientele/platform/bootstrap';
import { interactions } from './index.js';

bootstrap(interactions);
