import type { PipeTransform } from '@nestjs/common';
import { DomainError } from '@clientele/event-sourcing';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** A UUID in a URL, in lower case, since a stream's name has it so. */
export class IdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    const id = text.toLowerCase();
    if (UUID.test(id)) return id;
    throw new DomainError('InvalidId', 'invalid', 'The id in the address is not a UUID.');
  }
}
