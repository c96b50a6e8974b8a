import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Kafka 4 brokers need it. */
const OLDEST_JAVA = 17;

const other = 'Or name a running Kafka by KAFKA_BROKERS, e.g. KAFKA_BROKERS=127.0.0.1:9092.';

/** The `java` of JAVA_HOME, else that of the PATH, and its version in full. Throws in words where there is none, or an old one. */
export const findJava = async () => {
  const home = process.env.JAVA_HOME;
  const program = home ? join(home, 'bin', 'java') : 'java';
  const where = home ? `of JAVA_HOME (${home})` : 'of the PATH';
  // It says its version on stderr, and what options of JAVA_TOOL_OPTIONS it picked up before that.
  const { stdout, stderr } = await run(program, ['-version']).catch((cause) => {
    throw new Error(
      `No Java: the java ${where} did not run (${cause.message}). Install Java ${OLDEST_JAVA} or later. ${other}`,
      { cause },
    );
  });
  const version = /version "([^"]+)"/.exec(stderr + stdout)?.[1] ?? '';
  // Java 8 called itself 1.8.
  if (!(Number.parseInt(version) >= OLDEST_JAVA))
    throw new Error(
      `Java ${version || '?'}, the one ${where}, is too old: Kafka 4 needs Java ${OLDEST_JAVA} or later. Install that, or name it by JAVA_HOME. ${other}`,
    );
  return { program, version };
};

/** Maven itself costs a second to ask: that it is there is enough. */
export const findMaven = async () => {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  await run(finder, ['mvn']).catch((cause) => {
    throw new Error(
      `No Maven: there is no mvn on the PATH, by which Kafka's own artefacts are fetched. Install Maven 3.6.3 or later. ${other}`,
      { cause },
    );
  });
  return 'mvn';
};
