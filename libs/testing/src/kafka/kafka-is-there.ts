const JAVA = "Java 17 or later and Maven run Apache Kafka's own artefacts (deploy/kafka).";

export const howToGetOne = `Three ways to get one:
  KAFKA_BROKERS=127.0.0.1:9092 names one that runs, e.g. that of "npm run kafka";
  Docker, when it answers, runs one in a container;
  ${JAVA}
`;

export const howToGetALocalOne = `${JAVA}\n`;

/** Looked up once, before the run's first test: libs/testing/jest/servers-at-hand.mjs. */
const found = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by the jest.config.js of the workspace.`);
  return value;
};

/** Whether `testKafka` has a Kafka to give. */
export const kafkaIsThere = (): boolean => found('CLIENTELE_TEST_KAFKA') !== 'none';

/** Whether a test may start brokers of its own, wherever that of `testKafka` comes from. */
export const localBrokerIsThere = (): boolean => found('CLIENTELE_TEST_JAVA') === 'true';
