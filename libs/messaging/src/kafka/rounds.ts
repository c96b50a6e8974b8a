import type { Message } from 'kafkajs';

/** Bytes of data that a broker takes for sure in one batch of a partition: its limit is 1 MiB, with headers and all. */
export const LARGEST_BATCH = 800_000;
/** Headers, key and framing, roughly. */
const OVERHEAD = 500;

/** Bytes; an upper bound where the exact number would cost a pass over the text. */
export const sizeOf = (value: Message['value']): number => {
  if (value === null) return 0;
  return typeof value === 'string' && value.length > LARGEST_BATCH / 4 ? Buffer.byteLength(value) : value.length * 3;
};

/** Parts messages, whose order stays, so that no partition gets more at once than a broker takes. */
export const inRounds = (messages: readonly Message[]): Message[][] => {
  const rounds: Message[][] = [];
  let room = new Map<number | undefined, number>();
  for (const message of messages) {
    const size = sizeOf(message.value) + OVERHEAD;
    const used = room.get(message.partition) ?? 0;
    if (rounds.length === 0 || used + size > LARGEST_BATCH) {
      rounds.push([]);
      room = new Map();
    }
    room.set(message.partition, (room.get(message.partition) ?? 0) + size);
    rounds.at(-1)!.push(message);
  }
  return rounds;
};
