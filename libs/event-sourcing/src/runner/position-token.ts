import { DomainError } from '../domain-error.js';
import type { Position } from '../event.js';

/** Positions by store: what a reader must have seen. At most one a shard. */
export type Positions = ReadonlyMap<string, readonly Position[]>;

const SOURCE = /^[a-z][a-z0-9-]{0,62}$/;
const POSITION = /^(0|[1-9]\d{0,4})\.([1-9]\d{0,15})$/;
const LONGEST = 8_192;

/** E.g. `customers@3.120~5.77`; several stores joined by commas. Empty where there is nothing to wait for. */
export const encodePositions = (positions: Positions): string =>
  [...positions]
    .filter(([, list]) => list.length > 0)
    .map(
      ([source, list]) =>
        `${source}@${latest(list)
          .map((p) => `${p.shard}.${p.sequence}`)
          .join('~')}`,
    )
    .join(',');

/** @throws DomainError `InvalidPositionToken` */
export const decodePositions = (token: string): Positions => {
  const text = token.trim();
  if (text.length > LONGEST) throw invalidPositionToken();
  const positions = new Map<string, readonly Position[]>();
  for (const part of text === '' ? [] : text.split(',')) {
    const [source = '', list = '', ...rest] = part.trim().split('@');
    if (!SOURCE.test(source) || rest.length > 0) throw invalidPositionToken();
    positions.set(source, latest([...(positions.get(source) ?? []), ...list.split('~').map(decodePosition)]));
  }
  return positions;
};

/** Both: what a reader must have seen who has seen either. */
export const mergePositions = (...all: readonly Positions[]): Positions => {
  const merged = new Map<string, readonly Position[]>();
  for (const positions of all) {
    for (const [source, list] of positions) merged.set(source, latest([...(merged.get(source) ?? []), ...list]));
  }
  return merged;
};

const decodePosition = (text: string): Position => {
  const match = POSITION.exec(text);
  const position = { shard: Number(match?.[1]), sequence: Number(match?.[2]) };
  if (!match || position.shard > 32_767 || !Number.isSafeInteger(position.sequence)) throw invalidPositionToken();
  return position;
};

/** The last position of each shard, by shard. */
const latest = (positions: readonly Position[]): Position[] => {
  const last = new Map<number, number>();
  for (const { shard, sequence } of positions) last.set(shard, Math.max(sequence, last.get(shard) ?? 0));
  return [...last].map(([shard, sequence]) => ({ shard, sequence })).sort((a, b) => a.shard - b.shard);
};

/** A token that was not answered by any write here. */
export const invalidPositionToken = (): DomainError =>
  new DomainError(
    'InvalidPositionToken',
    'invalid',
    'The position token cannot be read. Send it just as a write answered it, e.g. customers@3.120~5.77, or leave it out.',
  );
