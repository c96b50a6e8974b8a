import type { Random } from '../faults/random.ts';
import { COUNTRIES, FIRST_NAMES, GIVEN, INDUSTRIES, LAST_NAMES, skewed, SURNAMES } from './made-up-person.ts';
import { countOf, type Kind, type Known, LOOKUP, ONE, personOf, type Question, SEARCH } from './questions.ts';

/** Of the product, where nothing else is asked for. */
const PAGE = 50;
const query = (parameters: Record<string, string>): string =>
  `/customers/v1/customers?${new URLSearchParams(parameters).toString()}`;

const found = (condition: string, values: readonly unknown[]): Omit<Question, 'path'> => ({
  sql: `SELECT s.*, c.own FROM profile.search s JOIN profile.customers c USING (customer_id)
        WHERE ${condition} ORDER BY s.registered_at DESC, s.customer_id DESC LIMIT ${PAGE}`,
  values,
});

/** As names stand in the table: without case and accents. */
const folded = (q: string): string => q.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** All words of a question, from the parameter on. A plain one of one or two letters must begin a word. */
const holding = (q: string, from = 1): { readonly conditions: string[]; readonly values: string[] } => {
  const words = folded(q).split(' ');
  const isShort = (word: string): boolean => /^[a-z]{1,2}$/.test(word);
  return {
    conditions: words.map((word, at) => `s.text ${isShort(word) ? '~' : 'LIKE'} $${at + from}`),
    values: words.map((word) => (isShort(word) ? `\\m${word}` : `%${word}%`)),
  };
};

const byText = (q: string, parameters: Record<string, string> = {}): Question => {
  const { conditions, values } = holding(q);
  return { path: query({ q, ...parameters }), ...found(conditions.join(' AND '), values) };
};

const chinese = (random: Random): string => {
  const [surname, one, other] = [skewed(random, SURNAMES), random.oneOf(GIVEN), random.oneOf(GIVEN)];
  return random.oneOf([surname, surname + one, surname + one + other, one + other]);
};

const english = (random: Random): string => {
  const [first, last] = [random.oneOf(FIRST_NAMES), skewed(random, LAST_NAMES)];
  return random.oneOf([
    last,
    first,
    `${first} ${last}`,
    last.slice(0, 3),
    last.slice(1),
    `${last.slice(0, 4)} ${first.slice(0, 3)}`,
  ]);
};

/** Somebody who has one. */
const emailOf = (random: Random, known: Known): string => {
  for (;;) {
    const email = known.emailOf(personOf(random, known));
    if (email !== undefined) return email;
  }
};

/** Of the last one of the page before. */
const timeOf = (cursor: string): string =>
  (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string])[0];

const of = (name: string, atMost: number, ask: Kind['ask']): Kind => ({
  name,
  service: 'customers',
  atMost,
  ask,
  gist: atMost === LOOKUP ? ONE : countOf('items'),
});

const PROFILE = `SELECT family.own FROM profile.customers asked JOIN profile.customers family USING (canonical_id) WHERE asked.customer_id = `;

export const CUSTOMER_QUESTIONS: readonly Kind[] = [
  of('customer by id', LOOKUP, (random, known) => {
    const id = known.idOf(personOf(random, known));
    return { path: `/customers/v1/customers/${id}`, sql: `${PROFILE}$1`, values: [id] };
  }),
  of('customer by e-mail', LOOKUP, (random, known) => {
    const email = emailOf(random, known);
    return {
      path: `/customers/v1/customers/${encodeURIComponent(email)}`,
      // As an array: with LIMIT 1 the planner reads the table until it meets the one.
      sql: `${PROFILE}ANY (ARRAY (SELECT customer_id FROM profile.search WHERE text LIKE $1))`,
      values: [`%${email}%`],
    };
  }),
  of('part of a Chinese name', SEARCH, (random) => byText(chinese(random))),
  of('part of an English name', SEARCH, (random) => byText(english(random))),
  of('a frequent name: 张, Wang, 王, Smith, Li', SEARCH, (random) =>
    byText(random.oneOf(['张', 'Wang', '王', 'Smith', 'Li'])),
  ),
  of('a frequent name, further pages', SEARCH, (random, known) => {
    const [q, cursor] = [random.oneOf(['张', 'Wang', '王', 'Smith', 'Li']), random.oneOf(known.cursors)];
    const { conditions, values } = holding(q, 2);
    return {
      path: query({ q, cursor }),
      ...found(['s.registered_at < $1', ...conditions].join(' AND '), [timeOf(cursor), ...values]),
    };
  }),
  of('part of an e-mail address', SEARCH, (random, known) =>
    byText(emailOf(random, known).slice(0, random.between(8, 16))),
  ),
  of('name within a country', SEARCH, (random) => {
    const [country, q] = [skewed(random, COUNTRIES), random.chance(0.5) ? chinese(random) : english(random)];
    const { conditions, values } = holding(q, 2);
    return {
      path: query({ q, country }),
      ...found(['s.country = $1', ...conditions].join(' AND '), [country, ...values]),
    };
  }),
  of('filtered list', SEARCH, (random, known) => {
    const [country, industry] = [skewed(random, COUNTRIES), random.oneOf(INDUSTRIES)];
    const type = random.oneOf(['individual', 'company']);
    const cursor = random.oneOf(known.cursors);
    return random.oneOf<Question>([
      { path: query({ country }), ...found('s.country = $1', [country]) },
      { path: query({ country, type }), ...found('s.country = $1 AND s.type = $2', [country, type]) },
      { path: query({ industry, country }), ...found('s.industry = $1 AND s.country = $2', [industry, country]) },
      {
        path: query({ type: 'company', cursor }),
        ...found(`s.type = 'company' AND s.registered_at < $1`, [timeOf(cursor)]),
      },
      {
        path: query({ country, registeredTo: '2024-06-30' }),
        ...found(`s.country = $1 AND s.registered_at < '2024-07-01'`, [country]),
      },
    ]);
  }),
];
