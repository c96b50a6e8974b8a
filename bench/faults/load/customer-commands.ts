import { compareFigures } from '../check/finding.ts';
import { done, someone, type Command, type Desk } from './desk.ts';
import { nameOf, refOf, type Person } from './person.ts';

const CUSTOMERS = '/customers/v1/customers';
const COUNTRIES = ['CN', 'US', 'DE', 'FR'];
const TYPES = ['individual', 'company'];

const isFixed = ({ isMovable }: Person): boolean => !isMovable;

const rename: Command = async (desk) => {
  const person = someone(desk, isFixed);
  if (!person) return false;
  const name = nameOf({ ...person, renamed: person.renamed + 1 });
  const path = `${CUSTOMERS}/${refOf(person)}`;
  const { position } = await done(desk.caller, { method: 'PATCH', path, body: { name } });
  person.renamed++;
  remember(desk, person);
  if (desk.random.chance(0.3)) await seeOwnWrite(desk, person, position);
  return true;
};

/** A change that was made by a wrong clock may count for an earlier moment: then nothing can be said of it. */
const remember = ({ ledger, random }: Desk, person: Person): void => {
  if (performance.now() < ledger.clocksRightFrom) person.remembered = undefined;
  else if (!person.remembered && random.chance(0.3)) person.remembered = { at: Date.now(), renamed: person.renamed };
};

/** Who has written and says so reads what was written. */
const seeOwnWrite = async ({ caller, ledger }: Desk, person: Person, after: string | undefined): Promise<void> => {
  const { status, body } = await caller.ask({ method: 'GET', path: `${CUSTOMERS}/${refOf(person)}`, after });
  const view = `customers: profile of ${refOf(person)}, after an own write`;
  const said = { position: 'told', status: 200, name: nameOf(person) };
  const seen = { position: after === undefined ? 'not told' : 'told', status, name: body['name'] };
  ledger.wrongAnswers.push(...compareFigures(view, said, seen));
};

const classify: Command = async (desk) => {
  const person = someone(desk, isFixed);
  if (!person) return false;
  const body = { type: desk.random.oneOf(TYPES), country: desk.random.oneOf(COUNTRIES) };
  await done(desk.caller, { method: 'PUT', path: `${CUSTOMERS}/${refOf(person)}/classification`, body });
  person.classification = body;
  return true;
};

/** Asked for while nobody has been merged, when it cannot be another's. */
const idOf = async ({ caller }: Desk, person: Person): Promise<string> => {
  const ask = { method: 'GET', path: `${CUSTOMERS}/${refOf(person)}` } as const;
  person.id ??= String((await done(caller, ask)).body['id']);
  return person.id;
};

const merge: Command = async (desk) => {
  const person = someone(desk, ({ isMovable, into }) => isMovable && !into);
  const into = someone(desk, isFixed);
  if (!person || !into) return false;
  const body = { customerId: await idOf(desk, person) };
  await done(desk.caller, { method: 'POST', path: `${CUSTOMERS}/${refOf(into)}/merges`, body });
  person.into = into;
  return true;
};

const unmerge: Command = async (desk) => {
  const person = someone(desk, ({ into }) => into !== undefined);
  if (!person?.into) return false;
  const path = `${CUSTOMERS}/${refOf(person.into)}/merges/${await idOf(desk, person)}`;
  await done(desk.caller, { method: 'DELETE', path }, 'CustomerNotMerged');
  person.into = undefined;
  return true;
};

export const CUSTOMER_COMMANDS: readonly Command[] = [rename, rename, classify, classify, merge, unmerge];
