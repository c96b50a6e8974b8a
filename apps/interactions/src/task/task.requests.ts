import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsText, IsTime, MayBeLeftOut } from '@clientele/platform';
import { IsOptional } from 'class-validator';

export class TaskRequest {
  @ApiProperty({ type: String, description: 'Customer id, source:id, e-mail address or phone number with +.' })
  @IsText(500)
  customer: string;

  @ApiProperty({ type: String, maxLength: 300 })
  @IsText(300)
  title: string;

  @ApiPropertyOptional({ type: String, maxLength: 20000 })
  @MayBeLeftOut()
  @IsText(20_000)
  note?: string;

  @ApiPropertyOptional({ type: String, maxLength: 100, description: 'Who is to do it.' })
  @MayBeLeftOut()
  @IsText(100)
  assignee?: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'By when; a date alone is its midnight in UTC.' })
  @IsTime()
  dueAt: string;
}

/** What is left out stays as it is; null takes it away. */
export class TaskChangeRequest {
  @ApiPropertyOptional({ type: String, maxLength: 300 })
  @MayBeLeftOut()
  @IsText(300)
  title?: string;

  @ApiPropertyOptional({ type: String, maxLength: 20000, nullable: true })
  @IsOptional()
  @IsText(20_000)
  note?: string | null;

  @ApiPropertyOptional({ type: String, maxLength: 100, nullable: true })
  @IsOptional()
  @IsText(100)
  assignee?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @MayBeLeftOut()
  @IsTime()
  dueAt?: string;
}

export class TaskCancellationRequest {
  @ApiPropertyOptional({ type: String, maxLength: 1000 })
  @MayBeLeftOut()
  @IsText(1000)
  reason?: string;
}
