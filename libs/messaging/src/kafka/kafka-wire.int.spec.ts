import { afterEach, expect, it } from '@jest/globals';
import type { FeedSubscription } from '@clientele/event-sourcing';
import { describeWithKafka, eventually } from '@clientele/testing';
import { Ledger, LedgerConsumer } from '../ledger.fixture.js';
import { Bank, type BankOptions } from './bank.fixture.js';
import type { FeedHistory } from './feed-history.js';
import type { KafkaFeed } from './kafka-feed.js';
import { toMessage } from './wire-message.js';

/** A history that must not be needed. */
const unneeded = (publisher: FeedHistory): FeedHistory => ({
  heads: () => publisher.heads(),
  history: () => Promise.reject(new Error('This should have come over the wire.')),
});

describeWithKafka('the wire', (kafka) => {
  let bank: Bank;
  let open: FeedSubscription[] = [];
  let expected: Map<string, number[]>;

  const start = async (options?: BankOptions): Promise<Bank> => {
    expected = new Map();
    open = [];
    return (bank = await Bank.open(kafka(), options));
  };
  const read = async (feed: KafkaFeed = bank.feed, ledger = new Ledger(feed.shards)): Promise<Ledger> => {
    open.push(await feed.subscribe(new LedgerConsumer(feed.source, ledger)));
    return ledger;
  };
  const deposit = async (...amounts: number[]): Promise<void> => {
    const streams = Array.from({ length: 12 }, (_, n) => `account-${n}`);
    const events = amounts.map((amount) => ({ type: 'Deposited', data: { amount } }));
    await bank.store.append(streams.map((stream) => ({ stream, events })));
    for (const stream of streams) expected.set(stream, [...(expected.get(stream) ?? []), ...amounts]);
  };
  const arrived = (ledger: Ledger): Promise<void> => eventually(() => expect(ledger.amounts).toEqual(expected), 20_000);

  afterEach(async () => {
    await Promise.all(open.map((subscription) => subscription.close()));
    await bank.close();
  });

  for (const compression of ['none', 'gzip', 'zstd'] as const) {
    it(`brings all that is published, compression ${compression}, without the publisher's history`, async () => {
      await start({ compression, history: unneeded });
      await deposit(1, 2, 3);
      const ledger = await read();
      for (let round = 0; round < 20; round++) await deposit(round);
      await arrived(ledger);
      expect(open[0]!.problem).toBeUndefined();
    });
  }

  it('tells how far the unpublished reaches, so that a reader is where the publisher is', async () => {
    await start({ history: unneeded });
    const ledger = await read();
    await deposit(1);
    await bank.store.append([{ stream: 'account-0', events: [{ type: 'Kept', data: {} }] }]);
    const heads = await bank.store.heads();
    await eventually(() => expect(ledger.checkpoints).toEqual(heads));
  });

  it('reads from the history what is gone from the topic', async () => {
    await start();
    await deposit(1, 2);
    await eventually(async () => expect(await sentIn(bank)).toBe(24));
    await emptyTopic(bank);
    await deposit(3);
    await arrived(await read());
  });

  it('reads from the history what the wire never brings, although nothing new comes', async () => {
    await start();
    await deposit(1);
    await eventually(async () => expect(await sentIn(bank)).toBe(12));
    await bank.relays[0]!.close();
    const ledger = await read();
    await deposit(2);
    await arrived(ledger);
  });

  it('goes on where others deleted the offsets of the group', async () => {
    await start();
    const ledger = await read();
    await deposit(1, 2);
    await arrived(ledger);
    await bank.consumers[0]!.close();
    const admin = bank.kafka.admin();
    await admin.connect();
    await admin.deleteGroups([bank.group]);
    await admin.disconnect();
    await deposit(3);
    await bank.startConsumer();
    await arrived(ledger);
  });

  it('shares the shards among the processes of a group; the others go on where one is gone', async () => {
    await start();
    const [first, other] = [bank.feed, bank.newFeed()];
    const ledger = await read(first);
    await deposit(1);
    await arrived(ledger);
    const second = await bank.startConsumer(other);
    await read(other, ledger);
    await deposit(2);
    await eventually(async () => {
      await deposit(3);
      expect(first.tail.reached.filter((sequence) => sequence > 0)).toHaveLength(2);
      expect(other.tail.reached.filter((sequence) => sequence > 0)).toHaveLength(2);
    }, 20_000);
    await arrived(ledger);
    await second.close();
    await open[1]!.close();
    await deposit(4);
    await arrived(ledger);
  });

  it('has two relays share the shards, and one take over where the other is gone', async () => {
    await start({ history: unneeded });
    const ledger = await read();
    const [first, second] = [bank.relays[0]!, bank.startRelay()];
    await eventually(() => expect([first.shards.length, second.shards.length]).toEqual([2, 2]), 20_000);
    expect([...first.shards, ...second.shards].sort()).toEqual([0, 1, 2, 3]);
    await deposit(1, 2);
    await arrived(ledger);
    await first.close();
    await deposit(3);
    await arrived(ledger);
    expect(second.shards).toHaveLength(4);
  });

  it('sends on by itself after its leases have run out', async () => {
    await start({ history: unneeded });
    const ledger = await read();
    await deposit(1);
    await arrived(ledger);
    // As if it had been halted: it finds that it holds nothing, and takes all again.
    await bank.database.pool.query(
      "UPDATE relay_shards SET held_until = now() - interval '1 second', epoch = epoch + 1",
    );
    await deposit(2);
    await arrived(ledger);
    expect(bank.relays[0]!.shards).toHaveLength(4);
  });

  it('hands over what comes, although the publisher does not answer', async () => {
    const never = new Promise<never>(() => undefined);
    await start({ history: () => ({ heads: () => never, history: () => never }) });
    await deposit(1);
    await eventually(async () => expect(await sentIn(bank)).toBe(12));
    await eventually(() => expect(bank.feed.tail.reached.every((sequence) => sequence > 0)).toBe(true), 20_000);
    const ledger = await read();
    for (let round = 0; round < 30; round++) await deposit(round);
    await arrived(ledger);
  });

  it('passes over what it does not know, and counts it', async () => {
    await start({ history: unneeded });
    await bank.consumers[0]!.close();
    await bank.startConsumer(bank.feed, { bank: ['Told'] });
    const ledger = await read();
    await bank.store.append([{ stream: 'account-0', events: [{ type: 'Advised', data: { amount: 9 } }] }]);
    await deposit(1);
    await arrived(ledger);
    expect(bank.unknown).toEqual(['Advised']);
  });

  it('is not held up by what others wrote into the topic', async () => {
    await start({ history: unneeded });
    const producer = bank.kafka.producer();
    await producer.connect();
    const rubbish = [{ value: 'rubbish' }, { value: null, headers: { sequence: 'x' } }, { value: '{}', headers: {} }];
    await producer.send({ topic: bank.topic, messages: rubbish });
    await deposit(1);
    await producer.disconnect();
    await arrived(await read());
  });

  it('leaves to the history what is too large for Kafka', async () => {
    await start();
    const ledger = await read();
    const data = { amount: 7, text: 'x'.repeat(900_000) };
    await bank.store.append([{ stream: 'account-0', events: [{ type: 'Deposited', data }] }]);
    await deposit(8);
    expected.set('account-0', [7, 8]);
    await arrived(ledger);
  });

  it('sends much of one shard in batches that a broker takes', async () => {
    await start({ compression: 'none', history: unneeded });
    const ledger = await read();
    const events = Array.from({ length: 40 }, (_, amount) => ({
      type: 'Deposited',
      data: { amount, text: 'y'.repeat(100_000) },
    }));
    await bank.store.append([{ stream: 'account-0', events }]);
    await eventually(() => expect(ledger.effects).toHaveLength(40), 20_000);
    expect(open[0]!.problem).toBeUndefined();
  });

  it('skips what a sender that was taken for dead sends again', async () => {
    await start({ history: unneeded });
    const ledger = await read();
    await deposit(1, 2);
    await arrived(ledger);
    const producer = bank.kafka.producer();
    await producer.connect();
    await producer.send({ topic: bank.topic, messages: ledger.effects.map(toMessage) });
    await producer.disconnect();
    await deposit(3);
    await arrived(ledger);
  });
});

const sentIn = async (bank: Bank): Promise<number> => {
  const { rows } = await bank.database.pool.query<{ sent: number }>('SELECT sum(sent)::int AS sent FROM relay_shards');
  return rows[0]?.sent ?? 0;
};

/** As retention would. */
const emptyTopic = async ({ kafka, topic }: Bank): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  const partitions = offsets
    .filter(({ high }) => high !== '0')
    .map(({ partition, high }) => ({ partition, offset: high }));
  await admin.deleteTopicRecords({ topic, partitions });
  await admin.disconnect();
};
