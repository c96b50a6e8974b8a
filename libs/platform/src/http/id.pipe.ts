import type { PipeTransform } from '@nestjs/common';
import { DomainError } from '@clientele/event-sourcing';
import { isUuid } from '../uuid.js';

/** A UUID in a URL, in lower case, since a stream's name has it so. */
export class IdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (isUuid(text)) return text.toLowerCase();
    throw new DomainError('InvalidId', 'invalid', 'The id in the address is not a UUID; take it as it was answered.');
  }
}
