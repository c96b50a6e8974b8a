import { createProgram } from './program.js';
import { languageOf, messagesIn } from './messages/language.js';
import { Failure } from './failure.js';
import { ServerGone } from './server/server-gone.js';

const messages = messagesIn(languageOf(process.argv, process.env));

// A reader such as `head` may close the pipe before we are done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await createProgram(messages).parseAsync();
} catch (error) {
  if (error instanceof ServerGone) process.stderr.write(`${messages.serverDown(error.url, error.reason)}\n`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Failure ? error.exitCode : 1;
}
