import { emailOf, nameOf, refOf, type Person } from './person.ts';

/** @throws Error where the answer is not 200 in the end */
export type Ask = (path: string) => Promise<Readonly<Record<string, unknown>>>;

/** Reads something, and says what about the answer cannot be. */
export type Read = (ask: Ask, person: Person) => Promise<string | undefined>;

interface Found {
  readonly id: string;
  readonly emails: readonly string[];
}

const CUSTOMERS = '/customers/v1/customers';

const searched = async (ask: Ask, text: string): Promise<readonly Found[]> => {
  const { items } = await ask(`${CUSTOMERS}?limit=20&q=${encodeURIComponent(text)}`);
  return items as readonly Found[];
};

const saidTwice = (ids: readonly string[]): string | undefined => {
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  return twice === undefined ? undefined : `${twice} is there twice`;
};

/** A part of a name that this and some others have, in English or Chinese; each word may be found anywhere. */
const byName: Read = async (ask, person) => {
  const [part = ''] = nameOf(person).split(/[,，]/);
  const found = await searched(ask, part);
  const words = part.split(' ');
  const stranger = found.find((each) => !words.every((word) => JSON.stringify(each).includes(word)));
  return stranger ? `nothing of ${stranger.id} is called ${part}` : saidTwice(found.map(({ id }) => id));
};

const byEmail: Read = async (ask, person) => {
  const found = await searched(ask, emailOf(person));
  const stranger = found.find(({ emails }) => !emails.some((email) => email.includes(emailOf(person))));
  return stranger ? `${stranger.id} has not ${emailOf(person)}` : saidTwice(found.map(({ id }) => id));
};

const timeline: Read = async (ask, person) => {
  const { items } = await ask(`/interactions/v1/customers/${refOf(person)}/timeline?limit=100`);
  const entries = items as readonly { id: string; occurredAt: string }[];
  const wrong = entries.find(({ occurredAt }, at) => at > 0 && occurredAt > entries[at - 1]!.occurredAt);
  return wrong ? `${wrong.id} is not in order` : saidTwice(entries.map(({ id }) => id));
};

const history: Read = async (ask, person) => {
  const { items } = await ask(`${CUSTOMERS}/${refOf(person)}/history?limit=100`);
  const types = (items as readonly { type: string }[]).map(({ type }) => type);
  return types.includes('CustomerRegistered') || types.length === 100 ? undefined : 'nobody registered them';
};

const standing: Read = async (ask, person) => {
  const { scores, segment } = await ask(`/segmentation/v1/customers/${refOf(person)}`);
  return (scores === null) === (segment === null) ? undefined : 'a segment without scores, or scores without one';
};

const grid: Read = async (ask) => {
  const { population, cells } = await ask('/segmentation/v1/rfm');
  const placed = (cells as readonly { customers: number }[]).reduce((sum, { customers }) => sum + customers, 0);
  return placed === population ? undefined : `${placed} customers in the cells, and ${String(population)} in all`;
};

const members: Read = async (ask) => {
  const { items: segments } = await ask('/segmentation/v1/segments');
  const [{ name }] = segments as readonly [{ name: string }];
  const { items } = await ask(`/segmentation/v1/segments/${name}/members?limit=100`);
  return saidTwice((items as readonly { customerId: string }[]).map(({ customerId }) => customerId));
};

const growth: Read = async (ask) => {
  const { rows } = await ask('/analytics/v1/customer-growth?by=month');
  let sum = 0;
  const wrong = (rows as readonly { period: string; new: number; total: number }[]).find(
    (row) => (sum += row.new) !== row.total,
  );
  return wrong && `${wrong.period}: all new ones come to ${sum}, its total is ${wrong.total}`;
};

const share: Read = async (ask) => {
  const { rows } = await ask('/analytics/v1/distribution?of=stage');
  const all = rows as readonly { customers: number; share: number }[];
  const sum = all.reduce((total, { customers }) => total + customers, 0);
  const wrong = all.find(({ customers, share: shown }) => Math.abs(customers / sum - shown) > 0.0001);
  return wrong && `${wrong.customers} of ${sum} are not ${wrong.share}`;
};

const leads: Read = async (ask) => {
  const { rows } = await ask('/analytics/v1/lead-conversion');
  const wrong = (rows as readonly { channel: string; leads: number; converted: number }[]).find(
    (row) => row.converted > row.leads,
  );
  return wrong && `${wrong.channel}: ${wrong.converted} of ${wrong.leads} have converted`;
};

const report =
  (path: string, part: string): Read =>
  async (ask) => {
    const answer = await ask(path);
    return Array.isArray(answer[part]) ? undefined : `it has no ${part}`;
  };

/** Each as often as it stands here. */
export const READS: readonly Read[] = [
  ...[byName, byName, byName, byEmail, byEmail, timeline, timeline, timeline, history, standing],
  ...[grid, members, growth, share, leads],
  report('/analytics/v1/overview', 'revenue'),
  report('/analytics/v1/sales?by=month', 'rows'),
  report('/customers/v1/possible-duplicates?limit=50', 'items'),
  report('/interactions/v1/tasks?limit=50', 'items'),
  report('/interactions/v1/waiting?limit=50', 'items'),
  report('/intake/v1/rejected?limit=50', 'items'),
  report('/intake/v1/imports?limit=50', 'items'),
];
