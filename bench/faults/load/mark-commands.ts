import { done, someone, type Command } from './desk.ts';
import { refOf, type Person } from './person.ts';

const CUSTOMERS = '/customers/v1/customers';
const TAGS = ['vip', 'trade', 'newsletter', '老客户'];

const isFixed = ({ isMovable }: Person): boolean => !isMovable;

const tag: Command = async (desk) => {
  const person = someone(desk, isFixed);
  if (!person) return false;
  const body = { tag: desk.random.oneOf(TAGS) };
  await done(desk.caller, { method: 'POST', path: `${CUSTOMERS}/${refOf(person)}/tags`, body });
  person.tags.add(body.tag);
  return true;
};

const untag: Command = async (desk) => {
  const person = someone(desk, ({ tags }) => tags.size > 0);
  if (!person) return false;
  const which = desk.random.oneOf([...person.tags]);
  const path = `${CUSTOMERS}/${refOf(person)}/tags/${encodeURIComponent(which)}`;
  await done(desk.caller, { method: 'DELETE', path });
  person.tags.delete(which);
  return true;
};

const note: Command = async (desk) => {
  const person = someone(desk, isFixed);
  if (!person) return false;
  const text = desk.nextId();
  await done(desk.caller, { method: 'POST', path: `${CUSTOMERS}/${refOf(person)}/notes`, body: { text } });
  person.notes.push(text);
  return true;
};

export const MARK_COMMANDS: readonly Command[] = [tag, untag, note];
