import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { DomainError } from '@clientele/event-sourcing';
import type { ValidationError } from 'class-validator';
import type { InvalidField } from './problem.js';

/** Checks what came against its DTO, and says per field what is wrong with it. */
export class RequestValidation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      exceptionFactory: (errors) => new Unfit(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      throw invalidRequest(error.errors.flatMap((each) => fieldsOf(each, metadata.type === 'body')));
    }
  }
}

/** `invalid`, with the fields that are. */
export const invalidRequest = (errors: readonly InvalidField[]): DomainError => {
  const names = errors.map((each) => ('pointer' in each ? each.pointer || 'the body' : each.parameter));
  return new DomainError('InvalidRequest', 'invalid', `Not as it should be: ${[...new Set(names)].join(', ')}.`, {
    errors,
  });
};

class Unfit extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('unfit');
  }
}

const fieldsOf = (error: ValidationError, isBody: boolean, above: readonly string[] = []): InvalidField[] => {
  const path = [...above, error.property];
  const own = Object.entries(error.constraints ?? {}).map(([rule, words]) => {
    const detail = rule === 'whitelistValidation' ? 'is not known here' : withoutName(words, error.property);
    return isBody ? { pointer: pointerOf(path), detail } : { parameter: path.join('.'), detail };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => fieldsOf(child, isBody, path))];
};

const withoutName = (words: string, name: string): string =>
  words.startsWith(`${name} `) ? words.slice(name.length + 1) : words;

/** RFC 6901. */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
