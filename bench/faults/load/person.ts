/** A fact that was acknowledged. */
export interface Fact {
  readonly kind: 'lead' | 'purchase' | 'activity';
  readonly source: string;
  readonly sourceId: string;
  readonly person: Person;
  readonly occurredAt: number;
  readonly channel: string;
  /** Whose e-mail address it names; by mistake it is another's. */
  readonly emailOf?: Person | undefined;
  /** Of its receipt; what came by a topic has been answered there. */
  id?: string;
  /** Leads only. */
  readonly converted?: boolean;
  /** Purchases only. */
  readonly purchase?: Purchase;
}

/** Money in cents, so that sums are exact. */
export interface Purchase {
  readonly cents: number;
  readonly currency: string;
  readonly refunds: { readonly refundId: string; readonly cents: number }[];
  cancelled: boolean;
}

/** What was logged by hand, and how often it was corrected. */
export interface Call {
  readonly id: string;
  revision: number;
  withdrawn: boolean;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  done: boolean;
}

/** Somebody whom records tell of. */
export interface Person {
  readonly number: number;
  /** May be merged into others. What is said by hand is said of those alone who are not: so it is clear whose it is. */
  readonly isMovable: boolean;
  readonly facts: Fact[];
  readonly calls: Call[];
  readonly tasks: Task[];
  readonly tags: Set<string>;
  readonly notes: string[];
  /** A fact of their own has named their e-mail address. */
  isMailed: boolean;
  /** Somebody else's fact names their e-mail address. */
  isBorrowedFrom: boolean;
  /** How often they were given another name. */
  renamed: number;
  /** A moment, in milliseconds, and how often they had been renamed by then. */
  remembered?: { readonly at: number; readonly renamed: number } | undefined;
  classification?: { readonly type: string; readonly country: string };
  /** The customer's own id, once it was asked for. */
  id?: string;
  into?: Person;
}

export const newPerson = (number: number): Person => ({
  number,
  isMovable: number % 5 === 0,
  facts: [],
  calls: [],
  tasks: [],
  tags: new Set(),
  notes: [],
  isMailed: false,
  isBorrowedFrom: false,
  renamed: 0,
});

const SHOP = 'shop';

export const externalId = ({ number }: Person): string => `p-${number}`;
/** What stands for them in a URL. */
export const refOf = (person: Person): string => `${SHOP}:${externalId(person)}`;
export const emailOf = ({ number }: Person): string => `p${number}@example.org`;
/** Every third name is a Chinese one. */
export const nameOf = ({ number, renamed }: Pick<Person, 'number' | 'renamed'>): string =>
  number % 3 === 0 ? `顾客${number}，名${renamed}` : `Person ${number}, name ${renamed}`;

/** As records of a source name them: always by the shop's id, so that all that is told of them is told of one. */
export const named = (person: Person, source: string, mailed: Person | undefined): object => ({
  ...(source === SHOP
    ? { externalId: externalId(person) }
    : { externalIds: [{ source: SHOP, id: externalId(person) }] }),
  ...(mailed && { email: emailOf(mailed) }),
});

export const nameOfFact = ({ kind, source, sourceId }: Pick<Fact, 'kind' | 'source' | 'sourceId'>): string =>
  `${kind} ${source} ${sourceId}`;
