import type { ServiceDefinition } from '@clientele/platform';
import { CreateStandings1764000000000 } from './migrations/1764000000000-create-standings.js';
import { publishSegmentation } from './reactions/publish-segmentation.js';
import { SegmentationModule } from './segmentation.module.js';

export const segmentation: ServiceDefinition = {
  name: 'segmentation',
  description:
    'What customers are worth and where they belong: RFM scores, segments, and the stage of their life cycle.',
  module: SegmentationModule,
  migrations: [CreateStandings1764000000000],
  publish: publishSegmentation,
};
