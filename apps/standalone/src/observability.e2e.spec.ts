import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@clientele/testing';
import { StandaloneProcess } from './testing/start-process.js';

interface SpanLine {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id?: string;
  readonly span: string;
  readonly 'clientele.service': string;
  readonly 'clientele.source'?: string;
}

interface Dashboard {
  readonly panels: { readonly targets?: { readonly expr: string }[] }[];
}

const TRACE = 'c0ffee'.padEnd(32, '0');
const CALLER = 'ca11e2'.padEnd(16, '0');
const METRIC = /\b(?:clientele|http|process|nodejs|v8js)_[a-z0-9_]+\b/g;

describe('Clientele as it is seen from outside', () => {
  let standalone: StandaloneProcess;

  beforeAll(async () => {
    standalone = await StandaloneProcess.start({ env: { OTEL_TRACES_EXPORTER: 'console', LOG_LEVEL: 'info' } });
  });
  afterAll(() => standalone.stop());

  const post = (id: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${standalone.url}/intake/v1/leads`, {
      method: 'POST',
      body: JSON.stringify({
        source: 'web',
        id,
        occurredAt: '2026-01-02',
        customer: { email: `${id}@example.org`, name: '张伟' },
      }),
      headers: { 'content-type': 'application/json', ...headers },
    });

  const lines = <T extends { trace_id: string }>(): T[] =>
    standalone.said
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as T)
      .filter((line) => line.trace_id === TRACE);

  it('shows the way of a lead from the request to the rows of all views as one trace', async () => {
    expect((await post('traced', { traceparent: `00-${TRACE}-${CALLER}-01` })).status).toBe(200);
    await eventually(() => {
      const spans = lines<SpanLine>().filter(({ span }) => span);
      const nameOf = new Map(spans.map(({ span, span_id }) => [span_id, span]));
      const way = spans.map((span) =>
        [nameOf.get(span.parent_id ?? '') ?? span.parent_id, span.span, span['clientele.service']].join(' > '),
      );
      expect(way.sort()).toEqual(
        [
          `${CALLER} > POST /intake/v1/leads > intake`,
          'POST /intake/v1/leads > append > intake',
          'POST /intake/v1/leads > project business > analytics',
          'POST /intake/v1/leads > project timeline > interactions',
          'POST /intake/v1/leads > react register-from-facts > customers',
          'react register-from-facts > append > customers',
          'react register-from-facts > project business > analytics',
          'react register-from-facts > project profile > customers',
          'react register-from-facts > project timeline > interactions',
          'react register-from-facts > project value > segmentation',
        ].sort(),
      );
    });
    expect(JSON.stringify(lines())).not.toMatch(/example\.org|张伟/);
  });

  it('tells the trace in its log, too', () => {
    expect(lines()).toContainEqual(
      expect.objectContaining({ msg: 'request', route: '/intake/v1/leads', status: 200, trace_id: TRACE }),
    );
  });

  it('has every metric that the dashboard asks for', async () => {
    await post('measured');
    const path = new URL('../../../deploy/grafana/dashboards/clientele.json', import.meta.url);
    const { panels } = JSON.parse(await readFile(path, 'utf8')) as Dashboard;
    const asked = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr.match(METRIC) ?? []));
    const labels = /^http_(route|response_status_code)$/;
    const wanted = new Set(asked.filter((name) => !labels.test(name)));
    expect(wanted.size).toBeGreaterThan(12);
    await eventually(async () => {
      const answer = await fetch(`${standalone.url}/metrics`);
      expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      const text = await answer.text();
      const there = new Set([...text.matchAll(/^([a-z0-9_]+)(?:\{| )/gm)].map(([, name]) => name));
      expect([...wanted].filter((name) => !there.has(name))).toEqual([]);
      for (const service of ['intake', 'customers', 'interactions', 'segmentation', 'analytics'])
        expect(text).toContain(`clientele_feed_lag_records{service="${service}"`);
      expect(text).not.toContain('example.org');
    });
  });
});
