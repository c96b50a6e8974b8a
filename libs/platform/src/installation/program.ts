import { ConfigError } from '../config/environment-reader.js';
import { EXIT, StartError } from './start-error.js';

/** What a process runs until it is told to stop. */
export interface Running {
  /** Rejects when it cannot go on; a StartError where it can be told in words. */
  readonly failed: Promise<never>;
  /** Stops in good order. */
  close(): Promise<void>;
}

export interface Program<T extends Running> {
  /** For who started it, e.g. `Clientele`. */
  readonly name: string;
  /** May give up with any error once it is no longer wanted. */
  readonly start: (unwanted: AbortSignal) => Promise<T>;
  /** The lines that say where everything is. */
  readonly announce: (running: T) => readonly string[];
}

/** For what never fails by itself. */
export const neverFails = new Promise<never>(() => undefined);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

/**
 * A process's whole life. The first signal stops it in good order, also while it is starting; a second one at once. What
 * keeps it from starting, or from going on, is told in words with an exit code of its own.
 */
export const runProgram = <T extends Running>({ name, start, announce }: Program<T>): void => {
  const unwanted = new AbortController();
  const end = (words: string) => (error: unknown) => {
    if (!unwanted.signal.aborted) process.exit(explain(`${name} ${words}.`, error));
  };
  const starting = Promise.resolve().then(() => start(unwanted.signal));
  onSignal(name, async () => {
    unwanted.abort();
    await (await starting.catch(() => undefined))?.close();
  });
  starting.then((running) => {
    if (unwanted.signal.aborted) return;
    const lines = [`${name} is ready after ${process.uptime().toFixed(1)} s.`, ...announce(running)];
    // In one piece: who waits for the first line has all of them.
    say([...lines, 'Stop it with Ctrl-C.'].join('\n'));
    running.failed.catch(end('cannot go on'));
  }, end('cannot start'));
};

const onSignal = (name: string, stop: () => Promise<void>): void => {
  let isStopping = false;
  const hear = (): void => {
    if (isStopping) process.exit(EXIT.failed);
    isStopping = true;
    say('Stopping ...');
    stop().then(
      () => process.exit(0),
      (error: unknown) => process.exit(explain(`${name} did not stop in good order.`, error)),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
};

/** Problems that who started it can mend are told in words; others with where they came from. */
const explain = (what: string, error: unknown): number => {
  const inWords = error instanceof StartError || error instanceof ConfigError;
  const cause = error instanceof Error ? (!inWords && error.stack) || error.message : String(error);
  complain(`${what}\n${cause}`);
  if (error instanceof StartError) return error.exitCode;
  return error instanceof ConfigError ? EXIT.configuration : EXIT.failed;
};
