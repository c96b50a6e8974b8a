import { inWords } from '@clientele/event-sourcing';
import type { ServiceTransport } from '../service-definition.js';
import type { ServiceState } from '../site/site-service.js';

/**
 * What Kafka is in trouble with, told with the state. It does not make a service unready: its feeds go on by the history of
 * their publishers, and whoever asks it over HTTP is answered.
 */
export const withTroubles = (state: ServiceState, transports: readonly ServiceTransport[]): ServiceState => {
  const troubled = transports.filter(({ problem }) => problem !== undefined);
  if (troubled.length === 0) return state;
  const troubles = troubled.map(({ name, problem }) => `Kafka, ${name}: ${inWords(problem)}`);
  return { ...state, words: [state.words, ...troubles].join('; ') };
};
