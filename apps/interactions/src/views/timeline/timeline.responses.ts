import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TIMELINE_KINDS } from './timeline-entry.js';

class RefundOfPurchase {
  @ApiProperty({ type: String })
  refundId: string;

  @ApiProperty({ type: String, example: '2.50' })
  amount: string;

  @ApiProperty({ type: String, format: 'date-time' })
  occurredAt: string;

  @ApiPropertyOptional({ type: String })
  reason?: string;
}

class CancellationOfPurchase {
  @ApiProperty({ type: String, format: 'date-time' })
  occurredAt: string;

  @ApiPropertyOptional({ type: String })
  reason?: string;
}

class PurchaseOfEntry {
  @ApiProperty({ type: String, example: '12.50' })
  amount: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;

  @ApiProperty({ type: Number })
  quantity: number;

  @ApiPropertyOptional({ type: String })
  orderId?: string;

  @ApiProperty({ type: [RefundOfPurchase] })
  refunds: RefundOfPurchase[];

  @ApiPropertyOptional({ type: CancellationOfPurchase })
  cancellation?: CancellationOfPurchase;

  @ApiProperty({ type: String, example: '10.00', description: 'The amount less refunds; 0 where it is cancelled.' })
  net: string;
}

class EntryAnswer {
  @ApiProperty({ type: String, format: 'uuid', description: "The receipt's id, or the id of what was logged by hand." })
  id: string;

  @ApiProperty({ enum: TIMELINE_KINDS })
  kind: string;

  @ApiProperty({ type: String, format: 'date-time' })
  occurredAt: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The customer asked for, or one merged into it.' })
  customerId: string;

  @ApiPropertyOptional({ type: String, description: 'Absent for what was logged by hand.' })
  source?: string;

  @ApiPropertyOptional({ type: String })
  sourceId?: string;

  @ApiPropertyOptional({ type: String, description: 'Who logged it by hand, or corrected it last.' })
  actor?: string;

  @ApiPropertyOptional({ type: String })
  channel?: string;

  @ApiPropertyOptional({ type: Object })
  attributes?: object;

  @ApiPropertyOptional({ type: Boolean, description: 'Leads only.' })
  converted?: boolean;

  @ApiPropertyOptional({ enum: ['inbound', 'outbound'] })
  direction?: string;

  @ApiPropertyOptional({ type: String })
  subject?: string;

  @ApiPropertyOptional({ type: String })
  text?: string;

  @ApiPropertyOptional({ type: PurchaseOfEntry, description: 'Purchases only.' })
  purchase?: PurchaseOfEntry;
}

class Page {
  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page.' })
  next: string | null;

  @ApiProperty({ type: Number, description: 'Of all pages.' })
  total: number;
}

export class TimelineAnswer extends Page {
  @ApiProperty({ type: [EntryAnswer] })
  items: EntryAnswer[];
}

class WaitingFactAnswer {
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;

  @ApiProperty({ enum: TIMELINE_KINDS })
  kind: string;

  @ApiProperty({ type: String, format: 'date-time' })
  occurredAt: string;

  @ApiProperty({ type: String })
  source: string;

  @ApiProperty({ type: String })
  sourceId: string;
}

export class WaitingAnswer extends Page {
  @ApiProperty({ type: [WaitingFactAnswer] })
  items: WaitingFactAnswer[];
}
