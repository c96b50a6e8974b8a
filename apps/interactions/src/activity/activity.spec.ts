import { describe, it } from '@jest/globals';
import { given } from '@clientele/testing';
import { Activity, type ActivityCorrected, type ActivityLogged, type ActivityWithdrawn } from './activity.js';

const now = new Date('2026-03-10T12:00:00.000Z');
const data = {
  activityId: '0195f000-0000-7000-8000-000000000001',
  customerId: '0195f000-0000-7000-8000-000000000002',
  activity: 'call',
  direction: 'outbound',
  occurredAt: '2026-03-10T11:00:00.000Z',
  subject: 'Offer',
} as const;
const logged: ActivityLogged = { type: 'ActivityLogged', data };
const withdrawn: ActivityWithdrawn = {
  type: 'ActivityWithdrawn',
  data: { activityId: data.activityId, reason: 'wrong customer' },
};
const corrected = (fields: object): ActivityCorrected => ({
  type: 'ActivityCorrected',
  data: { ...data, ...fields, reason: 'typo' },
});

describe('an activity logged by hand', () => {
  it('is logged once', () => {
    given(Activity).when(Activity.log(data, now)).then(logged);
    given(Activity, logged).when(Activity.log(data, now)).then();
  });

  it('bears with clocks that differ', () => {
    const ahead = { ...data, occurredAt: '2026-03-10T12:24:00.000Z' };
    given(Activity).when(Activity.log(ahead, now)).then({ type: 'ActivityLogged', data: ahead });
  });

  it('lies in the past', () => {
    given(Activity)
      .when(Activity.log({ ...data, occurredAt: '2026-03-10T13:00:00.001Z' }, now))
      .thenRefused('InFuture');
    given(Activity, logged)
      .when(Activity.correct({ occurredAt: '2026-03-11T00:00:00.000Z' }, 'typo', now))
      .thenRefused('InFuture');
  });

  it('is corrected also where the clock has been set back behind it', () => {
    given(Activity, logged)
      .when(Activity.correct({ subject: 'Order' }, 'typo', new Date('2026-03-10T10:00:00.000Z')))
      .then(corrected({ subject: 'Order' }));
  });

  it('is corrected: what is left out stays, null takes away', () => {
    const { direction: _, ...rest } = data;
    given(Activity, logged)
      .when(Activity.correct({ subject: 'Order', direction: null }, 'typo', now))
      .then({ type: 'ActivityCorrected', data: { ...rest, subject: 'Order', reason: 'typo' } });
    given(Activity, logged, corrected({ text: 'long' }))
      .when(Activity.correct({ subject: 'Order' }, 'typo', now))
      .then(corrected({ text: 'long', subject: 'Order' }));
  });

  it('is not corrected to what it is', () => {
    given(Activity, logged)
      .when(Activity.correct({ subject: 'Offer', text: null }, 'typo', now))
      .then();
  });

  it('is withdrawn once, and not corrected after', () => {
    given(Activity, logged).when(Activity.withdraw('wrong customer')).then(withdrawn);
    given(Activity, logged, withdrawn).when(Activity.withdraw('again')).then();
    given(Activity, logged, withdrawn)
      .when(Activity.correct({ subject: 'Order' }, 'typo', now))
      .thenRefused('ActivityWithdrawn');
  });

  it('must be there', () => {
    given(Activity)
      .when(Activity.correct({ subject: 'Order' }, 'typo', now))
      .thenRefused('ActivityUnknown');
    given(Activity).when(Activity.withdraw('wrong')).thenRefused('ActivityUnknown');
  });
});
