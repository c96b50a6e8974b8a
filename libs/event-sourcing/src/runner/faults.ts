import { ConcurrencyError, DomainError } from '../domain-error.js';
import { FeedGapError } from '../feed.js';

/** The subscription's checkpoints are not what this runner thought: another one is at work, or a swap came between. */
export class FencedError extends Error {
  constructor(subscription: string, why: string) {
    super(`Subscription ${subscription}: ${why}`);
    this.name = 'FencedError';
  }
}

/** Connections, out of resources, operator intervention, input/output, read-only, locks, deadlocks, serialisation. */
const TRANSIENT_STATE = /^(08...|53...|57P..|58...|25006|25P03|25P04|55P03|40001|40P01)$/;
const TRANSIENT_CODES = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ENOENT'.split(' '),
);
/** What node-postgres says without a code. */
const TRANSIENT_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after|Query read timeout)/i;

/** Not the record's fault: it will do when tried again later. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (error instanceof FencedError || error instanceof FeedGapError) return true;
  if (error instanceof DomainError) return error instanceof ConcurrencyError && !error.asked;
  const code = codeOf(error);
  return (
    TRANSIENT_STATE.test(code) ||
    TRANSIENT_CODES.has(code) ||
    TRANSIENT_WORDS.test(error.message) ||
    isTransient(error.cause)
  );
};

/** Lost a race that the next try will most likely win. */
export const isLostRace = (error: unknown): boolean =>
  (error instanceof ConcurrencyError && !error.asked) ||
  (error instanceof Error && (/^40(001|P01)$/.test(codeOf(error)) || isLostRace(error.cause)));

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

const NAMES_FOLLOW =
  'relation|column|constraint|table|schema|function|index|type|view|role|database|extension|operator';
/** Quoted names of tables and the like help; other quoted text may be personal data, and what follows. */
const QUOTED = new RegExp(`(\\b(?:${NAMES_FOLLOW}) "[^"]*")|".*$`, 'gs');
/** As in `Key (name)=(Ann) already exists.` */
const KEY_VALUE = /\)=\(.*\)/gs;
const MAIL = /[^\s@<>"'=:;,()]+@[^\s@<>"'=:;,()]+/g;
const LONG_NUMBER = /\+?\d[\d\s().-]{6,}\d/g;

/** The patterns take time by the square of the length. */
const LONGEST_MESSAGE = 2_000;

/** What happened, without values that might be personal data. */
export const inWords = (error: unknown): string => {
  if (!(error instanceof Error)) return `Something was thrown that is no Error (${typeof error}).`;
  const said = error.message
    .slice(0, LONGEST_MESSAGE)
    .replace(QUOTED, (_, named?: string) => named ?? '"…"')
    .replace(KEY_VALUE, ')=(…)')
    .replace(MAIL, '…')
    .replace(LONG_NUMBER, '…');
  const code = codeOf(error);
  const name = code && error.name !== code ? `${error.name} ${code}` : error.name;
  return `${name}: ${said}`.slice(0, 500);
};
