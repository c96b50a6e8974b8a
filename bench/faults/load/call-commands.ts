import { done, someone, type Command, type Desk } from './desk.ts';
import { refOf, type Call, type Person } from './person.ts';

export const subjectOf = ({ revision }: Pick<Call, 'revision'>): string => `revision ${revision}`;
const ACTIVITIES = '/interactions/v1/activities';
const TASKS = '/interactions/v1/tasks';

const log: Command = async (desk) => {
  const person = someone(desk, ({ isMovable }) => !isMovable);
  if (!person) return false;
  const body = { customer: refOf(person), activity: 'call', subject: subjectOf({ revision: 0 }) };
  const answer = await done(desk.caller, { method: 'POST', path: ACTIVITIES, body });
  person.calls.push({ id: String(answer.body['activityId']), revision: 0, withdrawn: false });
  return true;
};

const stands = ({ withdrawn }: Call): boolean => !withdrawn;

const someCall = (desk: Desk): Call | undefined => {
  const person = someone(desk, ({ calls }) => calls.some(stands));
  return person && desk.random.oneOf(person.calls.filter(stands));
};

const correct: Command = async (desk) => {
  const call = someCall(desk);
  if (!call) return false;
  const body = { subject: subjectOf({ revision: call.revision + 1 }), reason: 'more is known' };
  await done(desk.caller, { method: 'PATCH', path: `${ACTIVITIES}/${call.id}`, body });
  call.revision++;
  return true;
};

const withdraw: Command = async (desk) => {
  const call = someCall(desk);
  if (!call) return false;
  const body = { reason: 'it was somebody else' };
  await done(desk.caller, { method: 'POST', path: `${ACTIVITIES}/${call.id}/withdrawal`, body });
  call.withdrawn = true;
  return true;
};

const openTask: Command = async (desk) => {
  const person = someone(desk, ({ isMovable }) => !isMovable);
  if (!person) return false;
  const title = desk.nextId();
  const body = { customer: refOf(person), title, dueAt: '2030-01-01' };
  const answer = await done(desk.caller, { method: 'POST', path: TASKS, body });
  person.tasks.push({ id: String(answer.body['taskId']), title, done: false });
  return true;
};

const closeTask: Command = async (desk) => {
  const person = someone(desk, hasOpenTask);
  const task = person?.tasks.find(isOpen);
  if (!task) return false;
  await done(desk.caller, { method: 'POST', path: `${TASKS}/${task.id}/done` });
  task.done = true;
  return true;
};

const isOpen = ({ done }: Person['tasks'][number]): boolean => !done;
const hasOpenTask = ({ tasks }: Person): boolean => tasks.some(isOpen);

export const CALL_COMMANDS: readonly Command[] = [log, log, correct, correct, correct, withdraw, openTask, closeTask];
