import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ExternalIdRequest } from '../../customer/customer.requests.js';

const time = { type: String, format: 'date-time' } as const;

class NoteResponse {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: String }) text: string;
  @ApiProperty(time) at: string;
  @ApiPropertyOptional({ type: String, example: 'user:ann' }) by?: string;
  @ApiProperty({ type: String, format: 'uuid', description: 'The customer, or one merged into it.' })
  customerId: string;
}

/** For OpenAPI: a customer together with those merged into it. */
export class CustomerResponse {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: Number, description: 'Also the ETag.' }) version: number;
  @ApiPropertyOptional({ type: String, example: '张伟' }) name?: string;
  @ApiPropertyOptional({ type: String }) company?: string;
  @ApiPropertyOptional({ type: String }) jobTitle?: string;
  @ApiPropertyOptional({ enum: ['individual', 'company'] }) type?: string;
  @ApiPropertyOptional({ type: String, example: 'CN' }) country?: string;
  @ApiPropertyOptional({ type: String }) region?: string;
  @ApiPropertyOptional({ type: String }) industry?: string;
  @ApiPropertyOptional({ type: String }) city?: string;
  @ApiPropertyOptional({ type: String }) postalCode?: string;
  @ApiPropertyOptional({ type: String }) street?: string;
  @ApiPropertyOptional({ type: String, example: 'zh-CN' }) language?: string;
  @ApiPropertyOptional({ type: String, format: 'date' }) birthDate?: string;
  @ApiPropertyOptional({ type: String, description: 'The latest of `emails`.' }) email?: string;
  @ApiPropertyOptional({ type: String, description: 'The latest of `phones`.' }) phone?: string;
  @ApiProperty({ type: [String] }) emails: string[];
  @ApiProperty({ type: [String] }) phones: string[];
  @ApiProperty({ type: [ExternalIdRequest] }) externalIds: ExternalIdRequest[];
  @ApiProperty({ type: [String] }) tags: string[];
  @ApiProperty({ type: [NoteResponse], description: 'Newest first.' }) notes: NoteResponse[];
  @ApiProperty({ ...time, description: 'When they were first heard of: the own date of the oldest fact.' })
  registeredAt: string;
  @ApiPropertyOptional({ type: String, description: 'Through which they came.' }) channel?: string;
  @ApiProperty(time) updatedAt: string;
  @ApiProperty({ type: [String], description: 'Ids of those who count for this one.' }) mergedCustomers: string[];
}

export class CustomerPageResponse {
  @ApiProperty({ type: [CustomerResponse] }) items: CustomerResponse[];
  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page.' }) next: string | null;
  @ApiPropertyOptional({ type: Number, description: 'With `total=true`.' }) total?: number;
}
