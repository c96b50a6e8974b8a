import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class ReasonDto {
  @ApiProperty({ type: String, description: 'JSON pointer (RFC 6901) into the record.', example: '/customer/email' })
  pointer: string;

  @ApiProperty({ type: String, description: 'What is wrong, and how to mend it.' })
  detail: string;
}

export class ReceiptDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;

  @ApiProperty({ type: String, enum: ['accepted', 'duplicate', 'rejected'] })
  status: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'Of the first time, for a duplicate.' })
  receivedAt: string;

  @ApiPropertyOptional({ type: [ReasonDto], description: 'Why it was rejected.' })
  reasons?: ReasonDto[];
}

export class ReceiptsDto {
  @ApiProperty({ type: [ReceiptDto], description: 'One per record, in order.' })
  receipts: ReceiptDto[];

  @ApiProperty({ type: Number })
  accepted: number;

  @ApiProperty({ type: Number })
  duplicate: number;

  @ApiProperty({ type: Number })
  rejected: number;
}
