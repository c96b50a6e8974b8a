import { ApiProperty } from '@nestjs/swagger';

const TEXTS = {
  type: 'object' as const,
  properties: { en: { type: 'string' as const }, zh: { type: 'string' as const } },
};
const AMOUNT = { type: String, example: '2500315.63', description: 'Decimal, net of refunds.' };

class LeftOutAnswer {
  @ApiProperty({ type: String }) currency: string;
  @ApiProperty({ type: Number }) purchases: number;
  @ApiProperty(AMOUNT) amount: string;
}

class CellAnswer {
  @ApiProperty({ type: Number, minimum: 1, maximum: 5, description: 'Recency.' }) r: number;
  @ApiProperty({ type: Number, minimum: 1, maximum: 5, description: 'Frequency.' }) f: number;
  @ApiProperty({ type: Number, minimum: 1, maximum: 5, description: 'Money.' }) m: number;
  @ApiProperty({ type: String }) segment: string;
  @ApiProperty({ type: Number }) customers: number;
  @ApiProperty(AMOUNT) revenue: string;
}

class SegmentSizeAnswer {
  @ApiProperty({ type: String }) name: string;
  @ApiProperty(TEXTS) title: object;
  @ApiProperty({ type: Number }) customers: number;
  @ApiProperty(AMOUNT) revenue: string;
}

export class RfmAnswer {
  @ApiProperty({ type: String, nullable: true, description: 'Null: now.' }) asOf: string | null;
  @ApiProperty({ type: Number, description: 'Customers with a purchase: those that are ranked.' }) population: number;
  @ApiProperty({ type: String, nullable: true, description: 'Of the money that is ranked.' }) currency: string | null;
  @ApiProperty({ type: [LeftOutAnswer], description: 'In other currencies: counts for recency and frequency only.' })
  leftOutOfMoney: LeftOutAnswer[];
  @ApiProperty({ type: [SegmentSizeAnswer] }) segments: SegmentSizeAnswer[];
  @ApiProperty({ type: [CellAnswer], description: 'All 125.' }) cells: CellAnswer[];
}

class MemberAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) customerId: string;
  @ApiProperty({ type: Number }) r: number;
  @ApiProperty({ type: Number }) f: number;
  @ApiProperty({ type: Number }) m: number;
  @ApiProperty({ type: Number }) purchases: number;
  @ApiProperty({ type: String, format: 'date-time' }) lastPurchaseAt: string;
  @ApiProperty(AMOUNT) amount: string;
  @ApiProperty({ type: String }) currency: string;
}

export class MembersAnswer {
  @ApiProperty({ type: [MemberAnswer] }) items: MemberAnswer[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

class SegmentAnswer {
  @ApiProperty({ type: String }) name: string;
  @ApiProperty(TEXTS) title: object;
  @ApiProperty(TEXTS) meaning: object;
  @ApiProperty({ type: [Number], description: 'Least and greatest score of recency.' }) recency: number[];
  @ApiProperty({ type: [Number], description: 'Of the mean of frequency and money, rounded up.' }) value: number[];
  @ApiProperty({ type: String }) definition: string;
}

export class SegmentsAnswer {
  @ApiProperty({ type: [SegmentAnswer] }) items: SegmentAnswer[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

const SCORES = {
  type: 'object' as const,
  nullable: true,
  properties: { r: { type: 'number' as const }, f: { type: 'number' as const }, m: { type: 'number' as const } },
};

export class CustomerStandingAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) customerId: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: now.' }) asOf: string | null;
  @ApiProperty({ type: String, enum: ['prospect', 'first-time', 'repeat', 'lapsed'] }) stage: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: nothing bought.' }) segment: string | null;
  @ApiProperty(SCORES) scores: object | null;
  @ApiProperty({ type: Number }) population: number;
  @ApiProperty({ type: Object, description: 'The numbers behind each, how many are strictly worse, and words.' })
  why: object;
}
