import type { Ledger } from '../load/ledger.ts';
import { subjectOf } from '../load/call-commands.ts';
import { nameOf, nameOfFact } from '../load/person.ts';
import { SERVICES, type Product } from '../product.ts';
import { compareFigures, compareLists, compareOrder, type Finding } from './finding.ts';

/** Every event is in its store once and in its place: what was acknowledged, and what reactions made of it. */
export const checkStores = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const numbering = await Promise.all(SERVICES.map((service) => checkNumbering(product, service)));
  return [
    ...numbering.flat(),
    ...(await checkFacts(ledger, product)),
    ...(await checkRegistrations(ledger, product)),
    ...(await checkStreams(ledger, product)),
  ];
};

const GAPS = `
  SELECT 'shard ' || shard AS place FROM events GROUP BY shard HAVING min(sequence) <> 1 OR max(sequence) <> count(*)
  UNION ALL
  SELECT stream FROM events GROUP BY stream HAVING min(version) <> 1 OR max(version) <> count(*)`;

const checkNumbering = async (product: Product, service: (typeof SERVICES)[number]): Promise<Finding[]> => {
  const places = await product.sql<{ place: string }>(service, GAPS);
  return compareFigures(
    `${service}: events, gaps`,
    [],
    places.map(({ place }) => place),
  );
};

const checkFacts = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const stored = await product.sql<{ kind: 'lead' | 'purchase' | 'activity'; source: string; sourceId: string }>(
    'intake',
    `SELECT lower(replace(type, 'Received', '')) AS kind, data ->> 'source' AS source, data ->> 'sourceId' AS "sourceId"
     FROM events WHERE type LIKE '%Received'`,
  );
  const rejected = await product.all<{ sourceId: string }>('/intake/v1/rejected');
  return [
    ...compareLists('intake: events', ledger.facts.keys(), stored.map(nameOfFact)),
    ...ledger.acceptedAgain.map((detail) => ({ kind: 'doubled' as const, view: 'intake: receipts', detail })),
    ...compareLists(
      'intake: rejected',
      ledger.rejected,
      rejected.map(({ sourceId }) => sourceId),
    ),
  ];
};

const KEYS = `
  SELECT identity ->> 'value' AS value FROM events, jsonb_array_elements(data -> 'identities') identity
  WHERE type IN ('CustomerRegistered', 'CustomerKeysLinked') AND identity -> 'shared' IS NULL
  GROUP BY 1 HAVING count(*) > 1`;

const checkRegistrations = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const registered = await product.sql('customers', `SELECT FROM events WHERE type = 'CustomerRegistered'`);
  const twice = await product.sql<{ value: string }>('customers', KEYS);
  return [
    ...compareFigures('customers: registrations', ledger.persons.length, registered.length),
    ...compareFigures(
      'customers: keys linked twice',
      [],
      twice.map(({ value }) => value),
    ),
  ];
};

/** What was done to one thing stands in its stream in that order. */
const checkStreams = async (ledger: Ledger, product: Product): Promise<Finding[]> => {
  const facts = [...ledger.facts.values()].filter(({ id, purchase }) => id !== undefined && purchase?.refunds.length);
  const refunds = facts.map(({ id, purchase }) => [id!, purchase!.refunds.map(({ refundId }) => refundId)] as const);
  const calls = ledger.persons.flatMap((person) => person.calls);
  const subjects = calls.map(
    ({ id, revision }) => [id, numbered(0, revision, (n) => subjectOf({ revision: n }))] as const,
  );
  const renamed = ledger.persons.filter((person) => person.renamed > 0);
  const names = renamed.map((person) => numbered(1, person.renamed, (n) => nameOf({ ...person, renamed: n })));
  return [
    ...inOrder('interactions: refunds', refunds, await streamsOf(product, 'interactions', REFUNDS)),
    ...inOrder('interactions: calls', subjects, await streamsOf(product, 'interactions', SUBJECTS)),
    ...inOrder(
      'customers: names',
      names.map((each) => [each[0]!, each] as const),
      new Map([...(await streamsOf(product, 'customers', NAMES)).values()].map((each) => [each[0]!, each])),
    ),
  ];
};

const REFUNDS = `type = 'PurchaseRefunded' THEN data ->> 'refundId'`;
const SUBJECTS = `type IN ('ActivityLogged', 'ActivityCorrected') THEN data ->> 'subject'`;
const NAMES = `type = 'ProfileChanged' THEN data -> 'changes' ->> 'name'`;

/** By id of the stream, in order, what the events of a kind say. */
const streamsOf = async (
  product: Product,
  service: (typeof SERVICES)[number],
  what: string,
): Promise<ReadonlyMap<string, string[]>> => {
  const rows = await product.sql<{ stream: string; said: string[] }>(
    service,
    `SELECT stream, array_agg(said ORDER BY version) AS said
     FROM (SELECT stream, version, CASE WHEN ${what} END AS said FROM events) e WHERE said IS NOT NULL GROUP BY stream`,
  );
  return new Map(rows.map(({ stream, said }) => [stream.slice(stream.indexOf('-') + 1), said]));
};

const numbered = (from: number, to: number, nameOfNumber: (n: number) => string): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => nameOfNumber(from + at));

const inOrder = (
  view: string,
  expected: readonly (readonly [string, readonly string[]])[],
  actual: ReadonlyMap<string, string[]>,
): Finding[] => [
  ...compareLists(
    view,
    expected.map(([id]) => id),
    [...actual.keys()],
  ),
  ...expected.flatMap(([id, said]) => compareOrder(`${view} of ${id}`, said, actual.get(id) ?? [])),
];
