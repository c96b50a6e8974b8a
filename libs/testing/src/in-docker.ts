/** Testcontainers is loaded only where it is used: it takes its time. */

const say = (image: string): void => {
  const slow = `The first time it is pulled, for which tests may not wait: then run "docker pull ${image}" before.`;
  process.stderr.write(`Starting ${image} in Docker. ${slow}\n`);
};

/** Sorts and compares text as the embedded one does. */
export const postgresInDocker = async (
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; readonly container: string }> => {
  const image = 'postgres:18-alpine';
  say(image);
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const started = await new PostgreSqlContainer(image)
    .withDatabase('postgres')
    .withUsername('clientele')
    .withEnvironment({ POSTGRES_INITDB_ARGS: '--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8' })
    .withCommand(['postgres', ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])])
    .start();
  return { url: started.getConnectionUri(), container: started.getId() };
};

/** Confluent's build of Apache Kafka 4.2, the only one that the package starts; without ZooKeeper from version 8 on. */
export const kafkaInDocker = async (): Promise<{ readonly brokers: string[]; readonly container: string }> => {
  const image = 'confluentinc/cp-kafka:8.2.0';
  say(image);
  const { KafkaContainer } = await import('@testcontainers/kafka');
  const started = await new KafkaContainer(image)
    .withEnvironment({
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    })
    .start();
  return { brokers: [`${started.getHost()}:${started.getMappedPort(9093)}`], container: started.getId() };
};
