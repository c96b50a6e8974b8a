import { bootstrap } from '@clientele/platform/bootstrap';
import { intake } from './index.js';

bootstrap(intake);
