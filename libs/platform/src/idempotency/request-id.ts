import { v5, v7 } from 'uuid';

/** Ids of ours, so that a key that another system hashes, too, gives another id. */
const NAMESPACE = '5b1f0d4e-6d0a-5a6f-9a0e-0c1d7f4e2a31';

/**
 * With an Idempotency-Key the same request has the same id each time, else a new one. The platform answers a repeat by
 * itself; but where it crashed between the change and keeping its answer, the id keeps the change from being made twice.
 */
export const requestId = (idempotencyKey: string | undefined, ...request: readonly unknown[]): string =>
  idempotencyKey === undefined ? v7() : v5(JSON.stringify([idempotencyKey, ...request]), NAMESPACE);
