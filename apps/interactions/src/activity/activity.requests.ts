import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ActivityKind } from '@clientele/contracts';
import { IsText, IsTime, MayBeLeftOut } from '@clientele/platform';
import { IsIn, IsOptional } from 'class-validator';

const LOGGED_KINDS = ['call', 'mail', 'message', 'visit', 'social', 'other'] as const satisfies readonly ActivityKind[];
const DIRECTIONS = ['inbound', 'outbound'] as const;

export class ActivityRequest {
  @ApiProperty({ type: String, description: 'Customer id, source:id, e-mail address or phone number with +.' })
  @IsText(500)
  customer: string;

  @ApiProperty({ enum: LOGGED_KINDS })
  @IsIn(LOGGED_KINDS)
  activity: (typeof LOGGED_KINDS)[number];

  @ApiPropertyOptional({ enum: DIRECTIONS, description: 'inbound: the customer began.' })
  @MayBeLeftOut()
  @IsIn(DIRECTIONS)
  direction?: (typeof DIRECTIONS)[number];

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'When it happened; now unless said.' })
  @MayBeLeftOut()
  @IsTime()
  occurredAt?: string;

  @ApiPropertyOptional({ type: String, maxLength: 500 })
  @MayBeLeftOut()
  @IsText(500)
  subject?: string;

  @ApiPropertyOptional({ type: String, maxLength: 20000 })
  @MayBeLeftOut()
  @IsText(20_000)
  text?: string;
}

/** What is left out stays as it is; null takes it away. */
export class ActivityCorrectionRequest {
  @ApiPropertyOptional({ enum: LOGGED_KINDS })
  @MayBeLeftOut()
  @IsIn(LOGGED_KINDS)
  activity?: (typeof LOGGED_KINDS)[number];

  @ApiPropertyOptional({ enum: DIRECTIONS, nullable: true })
  @IsOptional()
  @IsIn(DIRECTIONS)
  direction?: (typeof DIRECTIONS)[number] | null;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @MayBeLeftOut()
  @IsTime()
  occurredAt?: string;

  @ApiPropertyOptional({ type: String, maxLength: 500, nullable: true })
  @IsOptional()
  @IsText(500)
  subject?: string | null;

  @ApiPropertyOptional({ type: String, maxLength: 20000, nullable: true })
  @IsOptional()
  @IsText(20_000)
  text?: string | null;

  @ApiProperty({ type: String, maxLength: 1000, description: 'Why it is corrected.' })
  @IsText(1000)
  reason: string;
}

export class WithdrawalRequest {
  @ApiProperty({ type: String, maxLength: 1000, description: 'Why it is withdrawn.' })
  @IsText(1000)
  reason: string;
}
