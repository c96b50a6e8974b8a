import type { Identity } from '../customer/customer-events.js';
import { pairId, pairOf } from '../possible-duplicate/pair.js';
import type { IncomingFact } from './incoming-fact.js';

/** Two customers to whom the keys of one fact lead. */
export interface Suspicion {
  readonly customerIds: readonly [string, string];
  readonly keys: string[];
  readonly fact: IncomingFact;
}

/** Who gets which facts and which keys. */
export interface Assignment {
  readonly facts: ReadonlyMap<string, readonly IncomingFact[]>;
  readonly newCustomers: ReadonlySet<string>;
  readonly newKeys: ReadonlyMap<string, readonly Identity[]>;
  /** By the pair's id. */
  readonly suspicions: ReadonlyMap<string, Suspicion>;
}

export interface Known {
  /** Key -> customer. */
  readonly holders: ReadonlyMap<string, string>;
  /** Customer -> sources that know it by an id of theirs. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Gives each fact of a batch to a customer: to the holder of its first key; else to the holder of the strongest key that
 * is known, which gets the first key; else to a new one. Keys that nobody holds go to that customer. A key that another
 * customer holds stays there, and the two are possible duplicates.
 */
export const assignFacts = (batch: readonly IncomingFact[], known: Known, newId: () => string): Assignment => {
  const assigner = new Assigner(known, newId);
  for (const fact of batch) assigner.assign(fact);
  return assigner;
};

class Assigner implements Assignment {
  readonly facts = new Map<string, IncomingFact[]>();
  readonly newCustomers = new Set<string>();
  readonly newKeys = new Map<string, Identity[]>();
  readonly suspicions = new Map<string, Suspicion>();
  private readonly holders: Map<string, string>;
  private readonly sources = new Map<string, Set<string>>();

  constructor(
    { holders, sources }: Known,
    private readonly newId: () => string,
  ) {
    this.holders = new Map(holders);
    for (const [id, names] of sources) this.sources.set(id, new Set(names));
  }

  assign(fact: IncomingFact): void {
    const owner = this.holders.get(fact.identities[0]!.key) ?? this.adopter(fact) ?? this.newCustomer();
    const identities = fact.identities.map((identity) => this.hold(owner, identity, fact));
    push(this.facts, owner, { ...fact, identities });
  }

  /**
   * The holder of the strongest known key; but nobody where the fact's own source knows that one by another id: the source
   * says that they are two, such as a couple with one phone. Merging them can be undone, sharing a key for good could not.
   */
  private adopter({ identities }: IncomingFact): string | undefined {
    const holder = identities.map(({ key }) => this.holders.get(key)).find((id) => id !== undefined);
    if (holder === undefined) return undefined;
    const theirs = this.sources.get(holder);
    const isAnother = ({ key, source }: Identity) =>
      source !== undefined && !this.holders.has(key) && theirs?.has(source);
    return identities.some(isAnother) ? undefined : holder;
  }

  private newCustomer(): string {
    const id = this.newId();
    this.newCustomers.add(id);
    return id;
  }

  private hold(owner: string, identity: Identity, fact: IncomingFact): Identity {
    const holder = this.holders.get(identity.key);
    if (holder === undefined) {
      this.holders.set(identity.key, owner);
      push(this.newKeys, owner, identity);
      if (identity.source !== undefined) this.know(owner, identity.source);
    }
    if (holder === undefined || holder === owner) return identity;
    this.suspect(owner, holder, identity.key, fact);
    return { ...identity, shared: true };
  }

  private know(owner: string, source: string): void {
    const sources = this.sources.get(owner) ?? new Set();
    this.sources.set(owner, sources.add(source));
  }

  private suspect(owner: string, holder: string, key: string, fact: IncomingFact): void {
    const customerIds = pairOf(owner, holder);
    const id = pairId(customerIds);
    const suspicion = this.suspicions.get(id) ?? { customerIds, keys: [], fact };
    if (!suspicion.keys.includes(key)) suspicion.keys.push(key);
    this.suspicions.set(id, suspicion);
  }
}

const push = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};
