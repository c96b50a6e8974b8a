import type { ActivityKind } from '@clientele/contracts';
import { type Decider, type Decision, DomainError } from '@clientele/event-sourcing';

/** What passed between a customer and us, in the words of who logged it; subject and text are personal. */
export interface ActivityDetails {
  readonly activity: ActivityKind;
  readonly direction?: 'inbound' | 'outbound';
  readonly occurredAt: string;
  readonly subject?: string;
  readonly text?: string;
}
export interface LoggedActivity extends ActivityDetails {
  readonly activityId: string;
  readonly customerId: string;
}
export type ActivityState = (LoggedActivity & { readonly withdrawn: boolean }) | undefined;

export interface ActivityLogged {
  readonly type: 'ActivityLogged';
  readonly data: LoggedActivity;
}
/** The whole activity as it is now; it replaces what was. */
export interface ActivityCorrected {
  readonly type: 'ActivityCorrected';
  readonly data: LoggedActivity & { readonly reason: string };
}
export interface ActivityWithdrawn {
  readonly type: 'ActivityWithdrawn';
  readonly data: { readonly activityId: string; readonly reason: string };
}
export type ActivityEvent = ActivityLogged | ActivityCorrected | ActivityWithdrawn;
export const ACTIVITY_EVENT_TYPES = [
  'ActivityLogged',
  'ActivityCorrected',
  'ActivityWithdrawn',
] as const satisfies readonly ActivityEvent['type'][];

const FIELDS = ['activity', 'direction', 'occurredAt', 'subject', 'text'] as const;

/** The same request again has the same id, and is done already. */
const log =
  (data: LoggedActivity, now: Date): Decision<ActivityState, ActivityEvent> =>
  (state) => {
    if (state) return [];
    checkTime(data.occurredAt, now);
    return [{ type: 'ActivityLogged', data }];
  };

/** Fields that are left out stay as they are; null takes one away. */
export interface ActivityCorrection {
  readonly activity?: ActivityKind;
  readonly occurredAt?: string;
  readonly direction?: 'inbound' | 'outbound' | null;
  readonly subject?: string | null;
  readonly text?: string | null;
}

const correct =
  (correction: ActivityCorrection, reason: string, now: Date): Decision<ActivityState, ActivityEvent> =>
  (state) => {
    const { withdrawn: _, ...before } = standing(state);
    const after = corrected(before, correction);
    if (FIELDS.every((field) => after[field] === before[field])) return [];
    // The time that it has was checked once; the clock by which it was may have been set back since.
    if (after.occurredAt !== before.occurredAt) checkTime(after.occurredAt, now);
    return [{ type: 'ActivityCorrected', data: { ...after, reason } }];
  };

const corrected = (before: LoggedActivity, correction: ActivityCorrection): LoggedActivity =>
  Object.fromEntries(
    Object.entries({ ...before, ...correction }).filter(([, value]) => value !== null && value !== undefined),
  ) as unknown as LoggedActivity;

const withdraw =
  (reason: string): Decision<ActivityState, ActivityEvent> =>
  (state) => {
    if (state?.withdrawn) return [];
    return [{ type: 'ActivityWithdrawn', data: { activityId: standing(state).activityId, reason } }];
  };

const known = (state: ActivityState): NonNullable<ActivityState> => {
  if (state) return state;
  throw new DomainError('ActivityUnknown', 'missing', 'No activity with this id was logged by hand.');
};

const standing = (state: ActivityState): NonNullable<ActivityState> => {
  if (!known(state).withdrawn) return known(state);
  throw new DomainError('ActivityWithdrawn', 'conflict', 'The activity was withdrawn; log it anew.');
};

/** Milliseconds that clocks may differ by: another one's from ours, and ours from itself when it is set back. */
const CLOCKS_DIFFER = 3_600_000;

const checkTime = (occurredAt: string, now: Date): void => {
  if (Date.parse(occurredAt) <= now.getTime() + CLOCKS_DIFFER) return;
  throw new DomainError('InFuture', 'invalid', 'occurredAt lies in the future: for what is to come, open a task.');
};

const evolve = (state: ActivityState, event: ActivityEvent): ActivityState => {
  if (event.type === 'ActivityLogged') return { ...event.data, withdrawn: false };
  if (event.type === 'ActivityWithdrawn') return { ...known(state), withdrawn: true };
  const { reason: _, ...data } = event.data;
  return { ...data, withdrawn: false };
};

export const Activity = {
  name: 'activity',
  initial: undefined as ActivityState,
  evolve,
  log,
  correct,
  withdraw,
  /** The activity, or `ActivityUnknown`. */
  known,
} satisfies Decider<ActivityState, ActivityEvent> & Record<string, unknown>;
