import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What a service's process is to its supervisor: it serves on PORT, is ready after a while, speaks, and ends when told
 * so. How it fares is said by FARE.
 */
const PROGRAM = `
import { createServer } from 'node:http';
const { PORT, FARE } = process.env;
console.log('Serving on ' + PORT);
if (FARE === 'fails') {
  console.error('The weather is bad.');
  process.exit(3);
}
const isReady = FARE !== 'never ready';
createServer((request, response) => {
  response.writeHead(isReady ? 200 : 503).end(JSON.stringify({ words: isReady ? 'ready' : 'there is no end to it' }));
}).listen(PORT, '127.0.0.1', () => console.log('{"level":30}'));
process.on('SIGTERM', () => process.exit(0));
`;

/** Its path, in a new folder. */
export const writeStandIn = async (): Promise<{ folder: string; program: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-stand-in-'));
  const program = join(folder, 'stand-in.mjs');
  await writeFile(program, PROGRAM);
  return { folder, program };
};
