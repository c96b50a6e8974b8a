import { bootstrap } from '@clientele/platform/bootstrap';
import { analytics } from './index.js';

bootstrap(analytics);
