/** Kafka, or what stands before it, does not let us in; says which settings to look at. */
export class KafkaRefusal extends Error {
  constructor(message: string, cause: Error) {
    super(message, { cause });
    this.name = 'KafkaRefusal';
  }
}

/** What kafkajs, OpenSSL and the brokers say, and what of our settings it is about. The first that fits counts. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /SASL/,
    'Look at KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM, and at the users that the brokers know.',
  ],
  [/tls alert/, 'The broker refuses our certificate, or wants one: look at KAFKA_SSL_CERT and KAFKA_SSL_KEY.'],
  [
    /certificate/,
    "We do not trust the broker's certificate: KAFKA_SSL_CA must name that of the authority which signed it.",
  ],
  [
    /secure TLS connection|wrong version number/,
    'The broker does not speak TLS there: look at KAFKA_SSL and at the port.',
  ],
  [/^Closed connection/, 'The broker may want TLS (KAFKA_SSL) or a user (KAFKA_SASL_USERNAME).'],
  // All that is left of it where a group is refused.
  [/^Failed to find group coordinator/, 'The brokers may still be starting, or our user may not read by that group.'],
  [/authoriz/i, 'The user lacks a right; docs/deployment.md lists those that each service needs.'],
];

/** One of kafkajs that is about our settings becomes one that says so. */
export const withHint = (error: unknown): unknown => {
  if (!(error instanceof Error && error.name.startsWith('KafkaJS'))) return error;
  const said = wordsOf(error);
  const hint = HINTS.find(([words]) => words.test(said))?.[1];
  return hint ? new KafkaRefusal(`${said.replace(/\.?\s*$/, '.')} ${hint}`, error) : error;
};

/** Where there are several errors in one kafkajs only tells that it is so; and OpenSSL where in its sources it was. */
const wordsOf = (error: Error): string => {
  const each = 'errors' in error && Array.isArray(error.errors) ? (error.errors as Error[]) : [];
  const all = [error, ...each].map(({ message }) => message).join(': ');
  return all.replace(/\w+:error:\w+:SSL routines:\w*:([^:]+):.*/s, '$1');
};
