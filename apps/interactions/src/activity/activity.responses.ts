import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** An activity logged by hand, as it is now. */
export class ActivityAnswer {
  @ApiProperty({ type: String, format: 'uuid' })
  activityId: string;

  @ApiProperty({ type: String, format: 'uuid' })
  customerId: string;

  @ApiProperty({ type: String, example: 'call' })
  activity: string;

  @ApiPropertyOptional({ type: String, enum: ['inbound', 'outbound'] })
  direction?: string;

  @ApiProperty({ type: String, format: 'date-time' })
  occurredAt: string;

  @ApiPropertyOptional({ type: String })
  subject?: string;

  @ApiPropertyOptional({ type: String })
  text?: string;

  @ApiProperty({ type: Boolean, description: 'Logged by mistake: it is no longer in the timeline.' })
  withdrawn: boolean;
}
