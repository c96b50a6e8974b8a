import { bootstrap } from '@clientele/platform/bootstrap';
import { segmentation } from './index.js';

bootstrap(segmentation);
