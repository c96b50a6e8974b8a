import kafkajs, { type Kafka, type Producer } from 'kafkajs';

/**
 * A producer whose `send` tells the truth. kafkajs' own second try passes over a broker that has answered in the first one,
 * also where a partition has moved to it since: then records are missing, and it says that all is well. So it tries once,
 * and whoever sends tries again.
 *
 * The partitioner counts only where a message names no partition; named, so that kafkajs does not ask for one.
 */
export const newProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 0 },
  });
