import kafkajs, { type Kafka, type Producer } from 'kafkajs';

/** The partitioner counts only where a message names no partition; named, so that kafkajs does not ask for one. */
export const newProducer = (kafka: Kafka): Producer =>
  kafka.producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
