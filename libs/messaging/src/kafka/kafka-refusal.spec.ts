import { describe, expect, it } from '@jest/globals';
import { KafkaJSConnectionError, KafkaJSError } from 'kafkajs';
import { KafkaRefusal, withHint } from './kafka-refusal.js';
import { TopicMissing } from './topics.js';

describe('what keeps us out of Kafka', () => {
  it('is told with the settings to look at, and without where in OpenSSL it was', () => {
    const cause = new KafkaJSConnectionError(
      'Connection error: 40FD0A010E7F0000:error:0A000412:SSL routines:ssl3_read_bytes:ssl/tls alert bad certificate:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 42\n',
    );
    const told = withHint(cause);
    expect(told).toBeInstanceOf(KafkaRefusal);
    expect(told).toMatchObject({
      cause,
      message:
        'Connection error: ssl/tls alert bad certificate. ' +
        'The broker refuses our certificate, or wants one: look at KAFKA_SSL_CERT and KAFKA_SSL_KEY.',
    });
  });

  it('is found among several', () => {
    const cause = Object.assign(new KafkaJSError('Topic creation errors'), {
      errors: [new KafkaJSError('Topic authorization failed')],
    });
    expect(String(withHint(cause))).toMatch(/creation errors: Topic authorization failed\. The user lacks a right/);
  });

  it('is not what else goes wrong', () => {
    for (const error of [new KafkaJSError('Not a leader'), new TopicMissing(['certificate.intake.v1 is missing'])])
      expect(withHint(error)).toBe(error);
  });
});
