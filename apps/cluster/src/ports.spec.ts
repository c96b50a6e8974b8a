import { describe, expect, it } from '@jest/globals';
import { Ports } from './ports.js';

describe('Ports', () => {
  it('end, and that is told in words', async () => {
    await expect(Ports.after(65_535).next()).rejects.toThrow('No port is free from PORT to 65535.');
  });
});
