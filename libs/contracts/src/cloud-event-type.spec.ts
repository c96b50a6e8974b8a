import { describe, expect, it } from '@jest/globals';
import { cloudEventType, parseCloudEventType } from './cloud-event-type.js';

describe('cloudEventType', () => {
  it('names service, type and version', () => {
    const text = cloudEventType({ service: 'intake', type: 'LeadReceived', schemaVersion: 1 });
    expect(text).toBe('clientele.intake.LeadReceived.v1');
    expect(parseCloudEventType(text)).toEqual({ service: 'intake', type: 'LeadReceived', schemaVersion: 1 });
  });

  it('comes back whatever a type is called', () => {
    const named = { service: 'made-up', type: 'some.thing.v2', schemaVersion: 12 };
    expect(parseCloudEventType(cloudEventType(named))).toEqual(named);
  });

  it.each([
    '',
    'LeadReceived',
    'clientele.intake.v1',
    'clientele..LeadReceived.v1',
    'clientele.intake..v1',
    'clientele.intake.LeadReceived',
    'clientele.intake.LeadReceived.v0',
    'clientele.intake.LeadReceived.v01',
    'clientele.intake.LeadReceived.v1 ',
    'com.example.LeadReceived.v1',
  ])('knows none in "%s"', (text) => {
    expect(parseCloudEventType(text)).toBeUndefined();
  });
});
