// Testcontainers is imported only where it is used: that takes seconds.

/** Besides its address, what libs/testing/jest/caretaker.mjs removes. */
interface InDocker {
  readonly container: string;
}

const starting = async <T>(image: string, instead: string, start: (image: string) => Promise<T>): Promise<T> => {
  const slow = `The first time it is pulled, for which tests may not wait: "docker pull ${image}" does it before.`;
  process.stderr.write(`Starting ${image} in Docker. ${slow}\n`);
  try {
    return await start(image);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Docker answers, but ${image} did not start: ${why}. Or name a server by ${instead}.`, { cause });
  }
};

/** Sorts and compares text as the embedded one does. */
export const postgresInDocker = (
  settings: Readonly<Record<string, string>>,
): Promise<InDocker & { readonly url: string }> =>
  starting('postgres:18-alpine', 'DATABASE_URL', async (image) => {
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    const started = await new PostgreSqlContainer(image)
      .withDatabase('postgres')
      .withUsername('clientele')
      .withEnvironment({ POSTGRES_INITDB_ARGS: '--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8' })
      .withCommand(['postgres', ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])])
      .start();
    return { url: started.getConnectionUri(), container: started.getId() };
  });

/** Confluent's build of Apache Kafka 4, which the package is made for; without ZooKeeper from version 8 on. */
export const kafkaInDocker = (): Promise<InDocker & { readonly brokers: string[] }> =>
  starting('confluentinc/cp-kafka:8.2.0', 'KAFKA_BROKERS', async (image) => {
    const { KafkaContainer } = await import('@testcontainers/kafka');
    const started = await new KafkaContainer(image)
      .withEnvironment({
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      })
      .start();
    return { brokers: [`${started.getHost()}:${started.getMappedPort(9093)}`], container: started.getId() };
  });
