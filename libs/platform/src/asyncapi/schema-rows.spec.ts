import { describe, expect, it } from '@jest/globals';
import { schemaRows } from './schema-rows.js';

describe('schemaRows', () => {
  it('has each field with its way from the top', () => {
    const id = { type: 'string', format: 'uuid', description: 'The id.' } as const;
    const schema = {
      required: ['kind', 'place'],
      properties: {
        kind: { type: 'string', enum: ['call', 'mail'], description: 'What.' },
        place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        ids: { type: 'array', items: { type: 'object', properties: { id } }, description: 'All ids.' },
        version: { const: '1.0' },
      },
    } as const;
    expect(schemaRows(schema)).toEqual([
      { name: 'kind', type: 'call | mail', isNeeded: true, description: 'What.' },
      { name: 'place', type: 'object', isNeeded: true, description: '' },
      { name: 'place.city', type: 'string', isNeeded: true, description: '' },
      { name: 'ids', type: 'list of object', isNeeded: false, description: 'All ids.' },
      { name: 'ids[].id', type: 'uuid', isNeeded: false, description: 'The id.' },
      { name: 'version', type: '"1.0"', isNeeded: false, description: '' },
    ]);
  });
});
