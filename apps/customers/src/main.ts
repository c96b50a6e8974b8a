import { bootstrap } from '@clientele/platform/bootstrap';
import { customers } from './index.js';

bootstrap(customers);
