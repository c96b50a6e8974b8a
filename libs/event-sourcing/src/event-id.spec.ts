import { describe, expect, it } from '@jest/globals';
import { newEventId, timeOfId } from './event-id.js';

describe('the id of an event', () => {
  it('is a UUIDv7: the time first, then the version, the variant and chance', () => {
    const time = Date.UTC(2026, 10, 25, 18, 30);
    const id = newEventId(timeOfId(time));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(time);
    expect(newEventId(timeOfId(time))).not.toBe(id);
  });
});
