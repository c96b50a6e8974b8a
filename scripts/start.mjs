// npm start: Clientele as a whole, installed and built first where that is needed.
import { prepare } from './prepare.mjs';
import { runLeashed } from './run-leashed.mjs';
import { main } from './workspace.mjs';

/** 384 MB of heap leave room for buffers and code below 500 MB in all. */
const flags = ['--max-old-space-size=384', '--max-semi-space-size=16'];

await main(async () => {
  await prepare();
  return runLeashed('standalone', { flags, args: process.argv.slice(2) });
});
