import { Config, ConfigError } from '@clientele/platform/config';
import { startStandalone, type Standalone } from './start-standalone.js';
import { EXIT, StartError } from './start-error.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

const begun = Date.now() - process.uptime() * 1_000;

/** In one piece: who waits for the first line has all of them. */
const announce = ({ url, place, services }: Standalone, config: Config): void =>
  say(
    [
      `Clientele is ready after ${((Date.now() - begun) / 1_000).toFixed(1)} s.`,
      `  Services   ${services.map((name) => `${url}/${name}/v1`).join('\n             ')}`,
      `  API        ${url}/docs`,
      `  Health     ${url}/health/ready`,
      `  Data       ${place}${config.databaseUrl === undefined ? '' : `; ${config.home}`}`,
      'Stop it with Ctrl-C.',
    ].join('\n'),
  );

/** Problems that who started it can mend are told in words; others with where they came from. */
const explain = (error: unknown): number => {
  if (error instanceof StartError || error instanceof ConfigError) {
    complain(`Clientele cannot start.\n${error.message}`);
    return error instanceof StartError ? error.exitCode : EXIT.configuration;
  }
  complain(`Clientele failed.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return EXIT.failed;
};

/** The first signal stops in good order, also while starting; a second one at once. */
const onSignal = (stop: () => Promise<void>): void => {
  let isStopping = false;
  const hear = (): void => {
    if (isStopping) process.exit(EXIT.failed);
    isStopping = true;
    say('Stopping ...');
    stop().then(
      () => process.exit(0),
      (error: unknown) => process.exit(explain(error)),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
};

const run = async (): Promise<void> => {
  let isWanted = true;
  const config = Config.fromEnvironment();
  const starting = startStandalone(config);
  onSignal(async () => {
    isWanted = false;
    await (await starting).close();
  });
  const standalone = await starting;
  if (!isWanted) return;
  announce(standalone, config);
  await standalone.databaseEnded;
  if (!isWanted) return;
  throw new StartError(
    EXIT.database,
    'The PostgreSQL of Clientele ended by itself. Nothing that was acknowledged is lost; start again.',
  );
};

run().catch((error: unknown) => process.exit(explain(error)));
