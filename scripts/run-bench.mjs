import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedNode, root, run } from './workspace.mjs';

/** Runs a program below `bench`, or tells what it does. */
export const runBench = (program, { help, needsArguments = false }) =>
  main(async () => {
    const args = process.argv.slice(2);
    const isAsked = args.includes('--help') || args.includes('-h');
    if (isAsked || (needsArguments && args.length === 0)) return console.log(help) ?? 0;
    await prepare();
    const child = { current: undefined };
    // It stops what it has started; npm and the terminal tell it so as well.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.current?.kill(signal));
    return run(pinnedNode, [join(root, 'bench', program), ...args], {
      started: (started) => (child.current = started),
    });
  });
