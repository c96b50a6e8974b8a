/** Who has a shard at present; nobody where its lease has run out. */
export interface HeldShard {
  readonly shard: number;
  readonly holder: string | null;
}

export interface Share {
  readonly keep: readonly number[];
  readonly take: readonly number[];
  readonly give: readonly number[];
}

/** Nobody gets more than its part, rounded up. Nobody takes what another one holds: that one gives it. */
export const shareOut = (shards: readonly HeldShard[], member: string, members: number): Share => {
  const most = Math.ceil(shards.length / Math.max(1, members));
  const mine = numbersOf(shards.filter(({ holder }) => holder === member));
  const free = numbersOf(shards.filter(({ holder }) => holder === null));
  const keep = mine.slice(0, most);
  return { keep, give: mine.slice(most), take: free.slice(0, most - keep.length) };
};

const numbersOf = (shards: readonly HeldShard[]): number[] => shards.map(({ shard }) => shard);
