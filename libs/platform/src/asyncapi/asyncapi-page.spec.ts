import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_CONTRACTS, asyncApiDocument } from '@clientele/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { addAsyncApi } from './add-asyncapi.js';
import { asyncApiPage } from './asyncapi-page.js';

const document = asyncApiDocument();
const page = asyncApiPage(document);

describe('the page of events', () => {
  it('shows every topic, every message and every field', () => {
    for (const { address } of Object.values(document.channels)) expect(page).toContain(`<code>${address}</code>`);
    for (const { cloudEventType, schema } of ALL_CONTRACTS) {
      expect(page).toContain(`<h3 id="${cloudEventType}">`);
      for (const name of Object.keys(schema.properties!)) expect(page).toContain(`<td><code>${name}</code></td>`);
    }
    expect(page).toContain('<code>identifiers.externalIds[].id</code>');
    expect(page).toContain('ce_source: /clientele/intake');
  });

  it('names every topic in Chinese', () => {
    expect(page).not.toContain('<span lang="zh-CN"></span>');
  });

  it('leads nowhere', () => {
    const ids = new Set([...page.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('has no scripts, and nothing that could become one', () => {
    const [topic] = Object.entries(document.channels)[0]!;
    const channel = { ...document.channels[topic]!, title: '<script>"&', description: '<b> `a<b`' };
    const odd = asyncApiPage({ ...document, channels: { [topic]: channel } });
    expect(page + odd).not.toMatch(/<script|<b>| on\w+=/);
    expect(odd).toContain('&#60;script&#62;&#34;&#38;');
    expect(odd).toContain('<code>a&#60;b</code>');
  });
});

describe('the routes of events', () => {
  let site: FastifyInstance;
  beforeAll(() => {
    site = fastify();
    addAsyncApi(site);
  });
  afterAll(() => site.close());

  it('serve the page and the document', async () => {
    const [html, json] = await Promise.all([site.inject('/docs/asyncapi'), site.inject('/docs/asyncapi.json')]);
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(html.payload).toBe(page);
    expect(json.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
