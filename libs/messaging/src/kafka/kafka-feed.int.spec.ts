import { describeWithKafka } from '@clientele/testing';
import { feedSuite } from '../feed.suite.js';
import { Bank } from './bank.fixture.js';

describeWithKafka('a real Kafka', (kafka) => feedSuite('KafkaFeed', () => Bank.open(kafka())));
