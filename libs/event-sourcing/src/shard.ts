/** Shards of a new event store, unless set at install. Fixed for its life. */
export const DEFAULT_SHARDS = 16;

/** FNV-1a, 32 bit, over the UTF-8 bytes: http://www.isthe.com/chongo/tech/comp/fnv/ */
export const shardOf = (partitionKey: string, shards: number): number => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(partitionKey)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % shards;
};
