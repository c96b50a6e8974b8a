export type DomainErrorKind = 'invalid' | 'conflict' | 'missing' | 'forbidden';

/** A refusal in words. `code` is stable and names what is wrong, e.g. `CustomerAlreadyMerged`. */
export class DomainError extends Error {
  constructor(
    readonly code: string,
    readonly kind: DomainErrorKind,
    message: string,
    /** What a client can use to mend it, e.g. the id of the customer that holds the key. No personal data. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** Another writer was faster, and every retry found the same. */
export class ConcurrencyError extends DomainError {
  constructor(stream: string) {
    super('ConcurrentChange', 'conflict', `Others changed ${stream} at the same time; try again.`);
  }
}
