import { describe, expect, it } from '@jest/globals';
import { parseActor } from './actor.js';

const asSent = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');

describe('Clientele-Actor', () => {
  it.each([
    [undefined, 'user:anonymous'],
    [' ann ', 'user:ann'],
    ['ann.lee@example', 'user:ann.lee@example'],
    [asSent('张伟'), 'user:张伟'],
  ])('%j is %s', (header, actor) => {
    expect(parseActor(header)).toBe(actor);
  });

  it.each(['', ' ', 'a:b', '<b>', 'x'.repeat(101), '\u0000ann', asSent('张伟').slice(1)])('refuses %j', (header) => {
    expect(() => parseActor(header)).toThrow(expect.objectContaining({ code: 'InvalidActor', kind: 'invalid' }));
  });
});
