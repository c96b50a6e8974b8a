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

/** Another writer was faster: every retry found the same, or the version is not the one the caller saw. */
export class ConcurrencyError extends DomainError {
  constructor(
    stream: string,
    /** Where the caller asked for a version (`If-Match`). Trying again cannot help then. */
    readonly asked?: { readonly expectedVersion: number; readonly currentVersion: number },
  ) {
    super(
      'ConcurrentChange',
      'conflict',
      asked
        ? `${stream} has version ${asked.currentVersion}, not ${asked.expectedVersion}: read it again, then change it.`
        : `Others changed ${stream} at the same time; try again.`,
      { ...asked },
    );
  }
}
