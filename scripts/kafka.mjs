// npm run kafka: a Kafka for development, in the foreground, on nothing but Java and Maven.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBroker } from '../deploy/kafka/broker.mjs';
import { main, root } from './workspace.mjs';

const help = `Starts Apache Kafka 4 on this machine, for development: one broker on 127.0.0.1, without containers.

  npm run kafka                       on port 9092, data under .clientele/kafka
  npm run kafka -- --port 9192        on another port (0: a free one)
  npm run kafka -- --data /tmp/trial  with its data elsewhere; to begin anew, stop it and remove that folder

Needs Java 17 or later and Maven. The first start fetches Kafka's own artefacts, about 60 MB; later ones take some seconds.
It prints what to set for others to use it:

  KAFKA_BROKERS=127.0.0.1:9092 npm test

Ctrl-C stops it in good order. What it was sent stays in its data folder. deploy/kafka/README.md says more.
`;

const options = {
  port: { type: 'string', default: '9092' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
};

const portOf = (text) => {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${text}: a port is a number from 0 (a free one) to 65535.`);
  return port === 0 ? undefined : port;
};

const read = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${error.message}\nnpm run kafka -- --help shows what there is.`, { cause: error });
  }
};

/** Ctrl-C while it starts is heeded as soon as it has started: before that there is no good order to stop in. */
const stopSignal = () => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
  return stop.signal;
};

const untilAborted = (signal) =>
  new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done());
  });

await main(async () => {
  const { port, data, help: helpWanted } = read();
  if (helpWanted) return console.log(help) ?? 0;
  const wanted = portOf(port);
  const asked = stopSignal();
  const dataDirectory = data ? resolve(process.env.INIT_CWD ?? '.', data) : join(root, '.clientele', 'kafka');
  console.log('Starting Kafka ...');
  const broker = await startBroker({ dataDirectory, port: wanted }).catch((error) => {
    // Maven and the formatting hear Ctrl-C as well; the next start does them again.
    if (!asked.aborted) throw error;
  });
  if (!broker) return 130;
  console.log(`Kafka is ready (process ${broker.pid}).

  KAFKA_BROKERS=${broker.brokers.join(',')}
  Data ${dataDirectory}; what it says is in broker.log there.

Stop it with Ctrl-C.`);
  const hasEnded = await Promise.race([untilAborted(asked).then(() => false), broker.ended.then(() => true)]);
  if (hasEnded) throw new Error(`Kafka ended by itself; ${join(dataDirectory, 'broker.log')} says why.`);
  console.log('Stopping Kafka ...');
  await broker.stop();
  return 0;
});
