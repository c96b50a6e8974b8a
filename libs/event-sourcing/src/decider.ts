import type { DomainEvent } from './event.js';

/**
 * An aggregate as pure functions. State is folded from the stream's events; a decision looks at the state and answers
 * with the events that follow, `[]` when what is asked is so already, or throws a {@link DomainError}.
 */
export interface Decider<State, Event extends DomainEvent> {
  /** Names the kind of stream: the stream of id `42` is `<name>-42`. */
  readonly name: string;
  readonly initial: State;
  evolve(state: State, event: Event): State;
  /** Version of the event data's shape by type, where it is not 1. */
  readonly schemaVersions?: Readonly<Record<string, number>>;
}

export type Decision<State, Event extends DomainEvent> = (state: State) => readonly Event[];

export const streamOf = (decider: { readonly name: string }, id: string): string => `${decider.name}-${id}`;

export const fold = <State, Event extends DomainEvent>(
  decider: Decider<State, Event>,
  events: Iterable<Event>,
  from: State = decider.initial,
): State => {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};
