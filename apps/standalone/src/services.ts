import { analytics } from '@clientele/analytics';
import { customers } from '@clientele/customers';
import { intake } from '@clientele/intake';
import { interactions } from '@clientele/interactions';
import type { ServiceDefinition } from '@clientele/platform';
import { segmentation } from '@clientele/segmentation';

/** In the order in which they are shown. */
export const SERVICES: readonly ServiceDefinition[] = [intake, customers, interactions, segmentation, analytics];
