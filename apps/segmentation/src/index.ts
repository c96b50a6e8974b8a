import type { ServiceDefinition } from '@clientele/platform';
import { CreateStandings1764000000000 } from './migrations/1764000000000-create-standings.js';
import { CreateLastPlacing1764000001000 } from './migrations/1764000001000-create-last-placing.js';
import { publishSegmentation } from './reactions/publish-segmentation.js';
import { SegmentationModule } from './segmentation.module.js';

export const segmentation: ServiceDefinition = {
  name: 'segmentation',
  description:
    'What customers are worth and where they belong: RFM scores, segments, and the stage of their life cycle.',
  module: SegmentationModule,
  migrations: [CreateStandings1764000000000, CreateLastPlacing1764000001000],
  publish: publishSegmentation,
};
