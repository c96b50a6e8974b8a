// npm run start:kafka: Clientele as separate processes over Kafka, installed and built first where that is needed.
import { prepare } from './prepare.mjs';
import { runLeashed } from './run-leashed.mjs';
import { main } from './workspace.mjs';

const help = `Starts the five services as processes of their own that talk over Apache Kafka, and a gateway before them, so that
all URLs and the command line are those of npm start. So are the data; one of the two runs at a time.

  npm run start:kafka                   one process of each service
  npm run start:kafka -- --replicas 2   two of each, which share its work

Needs Java 17 or later and Maven for a Kafka of its own; the first start fetches it, about 60 MB. Or name yours:

  KAFKA_BROKERS=host:9092   also KAFKA_SSL, KAFKA_SASL_USERNAME, ...: libs/platform/README.md has all of them
  DATABASE_URL=postgres://user:password@host/   a PostgreSQL of yours instead of the embedded one
  PORT=8080                 of the gateway, 3000 unless set; the processes have the ports that follow
  CLIENTELE_HOME=folder     where data are, .clientele unless set

A service that dies is started again. Ctrl-C stops all in good order. apps/cluster/README.md says more.
`;

await main(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) return console.log(help) ?? 0;
  await prepare();
  return runLeashed('cluster', { args });
});
