import type { Feed } from '@clientele/event-sourcing';

/** Where a feed over the wire reads what did not come over it: the publisher itself. */
export type FeedHistory = Pick<Feed, 'history' | 'heads'>;
