import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Segment, SEGMENTS } from './segments.js';

export interface SegmentDefinition extends Segment {
  readonly definition: string;
}

/** The segments as they are defined, best first. */
export class GetSegments extends Query<{ readonly items: readonly SegmentDefinition[]; readonly next: null }> {}

const scores = ([from, to]: readonly [number, number]): string => (from === to ? `${from}` : `${from} to ${to}`);

@QueryHandler(GetSegments)
export class GetSegmentsHandler implements IQueryHandler<GetSegments> {
  execute(): Promise<{ items: SegmentDefinition[]; next: null }> {
    const items = SEGMENTS.map((segment) => ({
      ...segment,
      definition: `Recency ${scores(segment.recency)}, and the mean of frequency and money, rounded up, ${scores(segment.value)}.`,
    }));
    return Promise.resolve({ items, next: null });
  }
}
