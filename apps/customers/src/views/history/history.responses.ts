import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class HistoryEntryResponse {
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was recorded.' }) at: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it came true.' }) occurredAt: string;
  @ApiProperty({ type: String, example: 'user:ann' }) by: string;
  @ApiProperty({ type: String, example: 'Tagged vip.' }) what: string;
  @ApiProperty({ type: String, example: 'CustomerTagged' }) type: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The customer, or one merged into it.' })
  customerId?: string;
  @ApiProperty({ type: Object, description: 'What it says, as it was recorded.' }) data: object;
}

/** For OpenAPI. */
export class HistoryPageResponse {
  @ApiProperty({ type: [HistoryEntryResponse] }) items: HistoryEntryResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}
