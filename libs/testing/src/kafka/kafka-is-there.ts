export const whereToGetOne = `Three ways to get one:
  KAFKA_BROKERS=127.0.0.1:9092 names one that runs, e.g. that of "npm run kafka";
  Docker, when it answers, runs one in a container;
  Java 17 or later and Maven run Apache Kafka's own artefacts (deploy/kafka).
`;

/** Whether {@link testKafka} has a Kafka to give. Looked up once, before the run's first test. */
export const kafkaIsThere = (): boolean => {
  const found = process.env.CLIENTELE_TEST_KAFKA;
  if (!found) throw new Error('CLIENTELE_TEST_KAFKA is not set: run the tests by the jest.config.js of the workspace.');
  return found !== 'none';
};
