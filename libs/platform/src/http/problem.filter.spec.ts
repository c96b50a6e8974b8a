import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { ProblemFilter } from './problem.filter.js';

describe('The log of an unforeseen error', () => {
  const logged = (error: unknown): string => {
    const lines: string[] = [];
    const reply = { raw: {}, status: () => reply, header: () => reply, send: () => reply } as unknown as FastifyReply;
    const request = { method: 'GET', routeOptions: { url: '/:ref' } } as unknown as FastifyRequest;
    new ProblemFilter(pino({}, { write: (line) => void lines.push(line) })).answer(error, request, reply);
    return lines.join('');
  };

  it('says what failed and where in the code', () => {
    const error = Object.assign(new Error('relation "profile.search" does not exist'), { code: '42P01' });
    const { error: told } = JSON.parse(logged(error)) as { error: { message: string; stack: string } };
    expect(told.message).toContain('relation "profile.search" does not exist');
    expect(told.message).toContain('42P01');
    expect(told.stack).toMatch(/^\s*at .*problem\.filter\.spec/);
  });

  it('quotes no value, which may be personal', () => {
    const line = logged(
      new Error('invalid input syntax for type uuid: "ann@example.com"\nKey (name)=(Ann Lee) exists'),
    );
    expect(line).not.toMatch(/ann@example\.com|Ann Lee/);
  });
});

describe('The answer while the database is away or its disk is full', () => {
  it.each([
    ['ECONNREFUSED', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['53100', Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' })],
    ['a lost connection', new Error('Connection terminated unexpectedly')],
  ])('is 503 with when to ask again, for %s', (_, error) => {
    const answer: { status?: number; body?: string; headers: Record<string, string> } = { headers: {} };
    const reply = {
      raw: {},
      status: (status: number) => Object.assign(reply, void (answer.status = status)),
      header: (name: string, value: string) => Object.assign(reply, void (answer.headers[name] = value)),
      send: (body: string) => void (answer.body = body),
    } as unknown as FastifyReply;
    const request = { method: 'POST', routeOptions: { url: '/leads' } } as unknown as FastifyRequest;
    new ProblemFilter(pino({ level: 'silent' })).answer(error, request, reply);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ code: 'DatabaseAway' });
  });
});
