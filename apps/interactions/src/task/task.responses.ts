import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A follow-up, as it is now. */
export class TaskAnswer {
  @ApiProperty({ type: String, format: 'uuid' })
  taskId: string;

  @ApiProperty({ type: String, format: 'uuid' })
  customerId: string;

  @ApiProperty({ type: String })
  title: string;

  @ApiPropertyOptional({ type: String })
  note?: string;

  @ApiPropertyOptional({ type: String })
  assignee?: string;

  @ApiProperty({ type: String, format: 'date-time' })
  dueAt: string;

  @ApiProperty({ enum: ['open', 'done', 'cancelled'] })
  status: string;

  @ApiProperty({ type: Boolean, description: 'Open, though its time has passed.' })
  overdue: boolean;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'When it was done or cancelled.' })
  closedAt?: string;
}
