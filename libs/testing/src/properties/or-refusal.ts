import { DomainError } from '@clientele/event-sourcing';

/** What `work` answers, or its refusal in words. Any other error goes through, and so fails the test. */
export const orRefusal = <T>(work: () => T): T | DomainError => {
  try {
    return work();
  } catch (error) {
    return refusalOnly(error);
  }
};

/** The same for what answers later. */
export const orRefusalOf = <T>(answer: Promise<T>): Promise<T | DomainError> => answer.catch(refusalOnly);

const refusalOnly = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  throw error;
};
