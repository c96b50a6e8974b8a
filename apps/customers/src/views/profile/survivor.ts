import type { OwnProfile } from './own-profile.js';

/**
 * Whom a customer counts for: the end of its chain. Shards may show a circle for a moment, where one merge was undone
 * before the other was made; then it is the least id in it, so that every order comes to the same.
 */
export const survivorOf = (customerId: string, owns: ReadonlyMap<string, OwnProfile>): string => {
  const chain: string[] = [];
  for (let at = customerId; ;) {
    if (chain.includes(at)) return chain.slice(chain.indexOf(at)).reduce((least, id) => (id < least ? id : least));
    chain.push(at);
    const next = owns.get(at)?.mergedInto;
    if (next === undefined) return at;
    at = next;
  }
};
