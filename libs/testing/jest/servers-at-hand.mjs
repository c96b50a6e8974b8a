import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { checkPrerequisites } from '../../../deploy/kafka/prerequisites.mjs';

const run = promisify(execFile);
const isSo = (asked) =>
  asked.then(
    () => true,
    () => false,
  );

/** Answers within 50 ms where there is none; one that hangs is none. */
const dockerAnswers = () => isSo(run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 3000 }));

/**
 * Where the run's servers come from, looked up once for all workers: CLIENTELE_TEST_POSTGRES is `named`, `docker` or
 * `embedded`, CLIENTELE_TEST_KAFKA is `named`, `docker`, `java` or `none`; CLIENTELE_TEST_JAVA is `true` where deploy/kafka
 * can start one, wanted or not.
 */
export const serversAtHand = async () => {
  const { DATABASE_URL, KAFKA_BROKERS } = process.env;
  const [docker, java] = await Promise.all([
    !(DATABASE_URL && KAFKA_BROKERS) && dockerAnswers(),
    isSo(checkPrerequisites()),
  ]);
  const withoutDocker = java ? 'java' : 'none';
  return {
    CLIENTELE_TEST_POSTGRES: DATABASE_URL ? 'named' : docker ? 'docker' : 'embedded',
    CLIENTELE_TEST_KAFKA: KAFKA_BROKERS ? 'named' : docker ? 'docker' : withoutDocker,
    CLIENTELE_TEST_JAVA: String(java),
  };
};
