import { expect } from '@jest/globals';
import { type Decider, type Decision, type DomainEvent, fold } from '@clientele/event-sourcing';

export interface Decided<Event extends DomainEvent> {
  /** These events follow, and no others; none: the decision finds nothing to do. */
  then(...events: readonly Event[]): void;
  /** It is refused with this code, and with these details at least. */
  thenRefused(code: string, details?: object): void;
}

/** `given(Task, ...history).when(decision).then(...events)`, or `.thenRefused(code)`. */
export const given = <State, Event extends DomainEvent>(
  decider: Decider<State, Event>,
  ...history: readonly Event[]
): { when(decision: Decision<State, Event>): Decided<Event> } => ({
  when: (decision) => ({
    then: (...events) => expect(decision(fold(decider, history))).toEqual(events),
    thenRefused: (code, details = {}) => {
      let refusal: unknown;
      try {
        decision(fold(decider, history));
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toMatchObject({ code, details });
    },
  }),
});
