import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsText, IsTime, MayBeLeftOut } from '@clientele/platform';
import { Matches } from 'class-validator';

/** Above zero, to 6 places. */
const AMOUNT = /^(?=.*[1-9])\d{1,15}(\.\d{1,6})?$/;

class CorrectionRequest {
  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'When it happened; now unless said.' })
  @MayBeLeftOut()
  @IsTime()
  occurredAt?: string;

  @ApiPropertyOptional({ type: String, maxLength: 1000, description: 'Why; stays within this service.' })
  @MayBeLeftOut()
  @IsText(1000)
  reason?: string;
}

export class RefundRequest extends CorrectionRequest {
  @ApiPropertyOptional({
    type: String,
    maxLength: 100,
    description: 'Of your own; the same again changes nothing. Without it, the header Idempotency-Key does that.',
  })
  @MayBeLeftOut()
  @IsText(100)
  refundId?: string;

  @ApiProperty({ type: String, example: '12.50', description: 'A decimal number above zero, as text.' })
  @Matches(AMOUNT, { message: '$property must be a decimal number above zero as text, like "12.50"' })
  amount: string;

  @ApiProperty({ type: String, example: 'USD', description: 'ISO 4217; the one the purchase was paid in.' })
  @Matches(/^[A-Z]{3}$/, { message: '$property must be a currency of ISO 4217, like USD' })
  currency: string;
}

export class CancellationRequest extends CorrectionRequest {}
