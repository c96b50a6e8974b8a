/**
 * The end of the chain of parents. Chains that bite their own tail cannot be published for good, but readers may pass
 * through one while shards arrive in different order: then it is the least id of the cycle, so that every order agrees.
 */
export const canonicalId = (customerId: string, parents: ReadonlyMap<string, string>): string => {
  const seen = new Set<string>();
  let at = customerId;
  while (!seen.has(at)) {
    seen.add(at);
    const parent = parents.get(at);
    if (parent === undefined) return at;
    at = parent;
  }
  return leastOfCycle(at, parents);
};

const leastOfCycle = (start: string, parents: ReadonlyMap<string, string>): string => {
  let least = start;
  for (let at = parents.get(start)!; at !== start; at = parents.get(at)!) if (at < least) least = at;
  return least;
};
