import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CustomerResponse } from '../profile/profile.responses.js';

class DismissalResponse {
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ type: String }) by: string;
  @ApiPropertyOptional({ type: String }) reason?: string;
}

class DuplicateResponse {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ enum: ['open', 'dismissed', 'merged'] }) status: string;
  @ApiProperty({ type: [String], description: 'The two.' }) customerIds: string[];
  @ApiProperty({ type: [CustomerResponse], description: 'As they are now.' }) customers: CustomerResponse[];
  @ApiProperty({ type: [String], example: ['email'], description: 'Kinds of identifiers that lead to both.' })
  shares: string[];
  @ApiProperty({ type: String, format: 'date-time' }) reportedAt: string;
  @ApiPropertyOptional({ type: DismissalResponse }) dismissal?: DismissalResponse;
}

/** For OpenAPI. */
export class DuplicatePageResponse {
  @ApiProperty({ type: [DuplicateResponse] }) items: DuplicateResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}
