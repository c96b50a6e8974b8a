import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@clientele/event-sourcing';
import type { InboxMessage, OutboxMessage } from '@clientele/messaging/kafka';
import type { Incoming, Receipt } from '../fact/fact-batch.js';
import { PartnerIntake } from './partner-intake.js';
import { partnerTopics } from './partner-topics.js';

const topics = partnerTopics('test');
const [leads] = topics.records.keys();
const receivedAt = '2026-01-31T09:30:00.000Z';
const ID = '8e1d1c0e-2c0e-5f0a-9d7b-2b1f6c0e8a34';

const message = (id: string, offset: number, value = '{"customer":{"email":"a@b.cd"}}'): InboxMessage => ({
  topic: leads!,
  partition: 0,
  offset: String(offset),
  key: Buffer.from('key'),
  value: Buffer.from(value),
  headers: new Map(
    Object.entries({ ce_specversion: '1.0', ce_type: 'clientele.lead.v1', ce_source: 'shop', ce_id: id }).map(
      ([name, text]) => [name, [Buffer.from(text)]],
    ),
  ),
});
const idOf = ({ record }: Incoming): unknown => (record as { readonly id?: unknown }).id;
const receipts = (records: readonly Incoming[]): Receipt[] =>
  records.map(({ problem }) =>
    problem
      ? { id: ID, status: 'rejected', receivedAt, reasons: [problem] }
      : { id: ID, status: 'accepted', receivedAt },
  );
const told = (messages: readonly OutboxMessage[], topic: string) =>
  messages.filter((each) => each.topic === topic).map(({ value }) => JSON.parse(String(value)) as object);

describe('what partners sent', () => {
  it('is taken in by one command, and each record answered', async () => {
    const calls: number[] = [];
    const intake = new PartnerIntake(topics, async (records) => {
      calls.push(records.length);
      return receipts(records);
    });
    const answers = await intake.handle([message('1', 7), message('2', 8, '{'), message('3', 9)]);
    expect(calls).toEqual([3]);
    expect(told(answers, topics.receipts)).toMatchObject([
      { status: 'accepted', recordId: '1', topic: leads, partition: 0, offset: '7' },
      { status: 'rejected', recordId: '2', reasons: [{ pointer: '', detail: expect.stringContaining('no JSON') }] },
      { status: 'accepted', recordId: '3' },
    ]);
    expect(answers.filter(({ topic }) => topic === topics.rejected)).toEqual([
      {
        topic: topics.rejected,
        key: Buffer.from('key'),
        value: Buffer.from('{'),
        headers: expect.objectContaining({
          ce_id: [Buffer.from('2')],
          'clientele-reason': [expect.stringContaining('no JSON')],
          'clientele-topic': [leads],
          'clientele-partition': ['0'],
          'clientele-offset': ['8'],
        }),
      },
    ]);
  });

  it('has receipts of the same id whenever they are given', async () => {
    const intake = new PartnerIntake(topics, async (records) => receipts(records));
    const ids = [await intake.handle([message('1', 7)]), await intake.handle([message('1', 7)])].map(
      ([answer]) => answer!.headers['ce_id'],
    );
    expect(ids).toEqual([`${leads}-0-7`, `${leads}-0-7`]);
  });

  it('waits where the store is away: that is no fault of a record', async () => {
    const away = Object.assign(new Error('terminating connection'), { code: '57P01' });
    const intake = new PartnerIntake(topics, () => Promise.reject(away));
    await expect(intake.handle([message('1', 7), message('2', 8)])).rejects.toBe(away);
  });

  it.each([
    ['a value that PostgreSQL cannot take', Object.assign(new Error('invalid'), { code: '22P05' })],
    ['a fault of our own', new TypeError('x is undefined')],
    ['a refusal of the store', new DomainError('NameNotStorable', 'invalid', 'A name must be proper text.')],
  ])('is not stopped by %s', async (_, error) => {
    const taken: unknown[] = [];
    const intake = new PartnerIntake(topics, async (records) => {
      if (records.some((record) => idOf(record) === 'poison')) throw error;
      taken.push(...records.map(idOf));
      return receipts(records);
    });
    const messages = ['1', '2', 'poison', '4', '5'].map((id, at) => message(id, at));
    const answers = await intake.handle(messages);
    expect(taken.filter((id) => id !== undefined)).toEqual(['1', '2', '4', '5']);
    expect(told(answers, topics.receipts)).toMatchObject([
      { recordId: '1', status: 'accepted' },
      { recordId: '2', status: 'accepted' },
      { recordId: 'poison', status: 'rejected', reasons: [{ detail: expect.stringContaining('fault of ours') }] },
      { recordId: '4', status: 'accepted' },
      { recordId: '5', status: 'accepted' },
    ]);
    const [aside] = answers.filter(({ topic }) => topic === topics.rejected);
    expect(aside).toMatchObject({ value: messages[2]!.value, headers: { 'clientele-offset': ['2'] } });
  });

  it('may have more headers than are sent on', async () => {
    const intake = new PartnerIntake(topics, async (records) => receipts(records));
    const headers = new Map(Array.from({ length: 5_000 }, (_, at) => [`h${at}`, [Buffer.from('')]]));
    const [aside] = await intake.handle([{ ...message('1', 7), headers }]);
    expect(aside!.value).toEqual(message('1', 7).value);
    expect(Object.keys(aside!.headers)).toHaveLength(5);
    expect(aside!.headers['clientele-headers-left-out']).toEqual(['5000']);
  });

  it('has a bounded receipt, however much is wrong with it', async () => {
    const reasons = Array.from({ length: 10_000 }, (_, at) => ({ pointer: `/data/${at}`, detail: 'It is unknown.' }));
    const intake = new PartnerIntake(topics, async () => [{ id: ID, status: 'rejected', receivedAt, reasons }]);
    const [receipt] = told(await intake.handle([message('1', 7)]), topics.receipts);
    expect(receipt).toMatchObject({ reasons: reasons.slice(0, 20) });
  });
});
