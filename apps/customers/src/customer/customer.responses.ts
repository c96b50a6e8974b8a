import { ApiProperty } from '@nestjs/swagger';

/** For OpenAPI: what a command answers. */
export class ChangedResponse {
  @ApiProperty({ type: String, format: 'uuid', description: 'The customer that was changed.' }) id: string;
  @ApiProperty({ type: Number, description: 'Its version now; also the ETag.' }) version: number;
}

export class NoteAddedResponse extends ChangedResponse {
  @ApiProperty({ type: String, format: 'uuid' }) noteId: string;
}
