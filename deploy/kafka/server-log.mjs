import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const LONGEST = 10 * 1024 * 1024;
const MOST_READ = 256 * 1024;
const MOST_LINES = 20;

/** Of what a program of Kafka's said: its errors without where in the code they arose, or else its last lines. */
export const causesIn = (text) => {
  const lines = text.trim().split('\n');
  const errors = lines.filter((line) => /ERROR|FATAL|Exception|Error/.test(line) && !/^\s+at /.test(line));
  return (errors.length > 0 ? errors : lines).slice(-MOST_LINES).join('\n');
};

/** What the broker says: in a file, since a pipe that nobody empties would stop it. One that has become long is kept beside. */
export const openServerLog = (file) => {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LONGEST) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a+');
  const begin = fstatSync(descriptor).size;
  return {
    descriptor,
    causes: () => {
      const from = Math.max(begin, fstatSync(descriptor).size - MOST_READ);
      const buffer = Buffer.alloc(MOST_READ);
      return causesIn(buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, MOST_READ, from)));
    },
    /** For this process; the broker keeps writing. */
    close: () => closeSync(descriptor),
  };
};
