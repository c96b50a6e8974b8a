import { once } from 'node:events';

/** Stops what the run started, and takes its data away. */
export default async () => {
  const caretaker = globalThis.clienteleCaretaker;
  const ended = once(caretaker, 'close');
  caretaker.ref();
  caretaker.stdin.end();
  await ended;
};
