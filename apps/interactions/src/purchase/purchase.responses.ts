import { ApiProperty } from '@nestjs/swagger';

export class RefundAnswer {
  @ApiProperty({ type: String, format: 'uuid' })
  purchaseId: string;

  @ApiProperty({ type: String })
  refundId: string;

  @ApiProperty({ type: String, example: '5.00', description: 'What can still be refunded.' })
  left: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency: string;
}

export class CancellationAnswer {
  @ApiProperty({ type: String, format: 'uuid' })
  purchaseId: string;

  @ApiProperty({ type: Boolean })
  cancelled: boolean;
}
