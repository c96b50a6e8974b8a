import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const LONGEST = 10 * 1024 * 1024;
const MOST_READ = 256 * 1024;
const MOST_LINES = 20;

/** What the broker says: in a file, since a pipe that nobody empties would stop it. One that has become long is kept beside. */
export const openServerLog = (file) => {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LONGEST) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a+');
  const begin = fstatSync(descriptor).size;
  return {
    descriptor,
    /** Its last lines since then, the errors alone where there are some. */
    lastWords: () => {
      const from = Math.max(begin, fstatSync(descriptor).size - MOST_READ);
      const buffer = Buffer.alloc(MOST_READ);
      const lines = buffer
        .toString('utf8', 0, readSync(descriptor, buffer, 0, MOST_READ, from))
        .trim()
        .split('\n');
      const errors = lines.filter((line) => /\b(ERROR|FATAL|Exception|Error)\b/.test(line));
      return (errors.length > 0 ? errors : lines).slice(-MOST_LINES).join('\n');
    },
    /** For this process; the broker keeps writing. */
    close: () => closeSync(descriptor),
  };
};
