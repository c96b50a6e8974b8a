import { describe, expect } from '@jest/globals';
import { always, mostly, wildText } from '@clientele/testing';
import fc from 'fast-check';
import { cloudEventType, parseCloudEventType } from './cloud-event-type.js';

const text = mostly(
  fc.constantFrom('clientele.intake.LeadReceived.v1', 'clientele.a.b.c.v2', 'clientele.a.v.v999999999'),
  wildText(),
);

describe('the type of a CloudEvent', () => {
  always(
    'of whatever text is none of ours, or is written the same again',
    fc.property(text, (given) => {
      const parsed = parseCloudEventType(given);
      if (parsed) expect(cloudEventType(parsed)).toBe(given);
    }),
    { runs: 300 },
  );
});
