import { describe, expect, it } from '@jest/globals';
import type { Consumer, TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { Offsets } from './offsets.js';

/** What kafkajs is told. */
const recorder = (answer: () => Promise<void> = () => Promise.resolve()) => {
  const commits: TopicPartitionOffsetAndMetadata[][] = [];
  const commitOffsets: Consumer['commitOffsets'] = (offsets) => {
    commits.push(offsets);
    return answer();
  };
  return { commits, offsets: new Offsets({ commitOffsets } as Consumer) };
};

describe('the offsets told to Kafka', () => {
  it('are those after the last message read, once for each partition', async () => {
    const { commits, offsets } = recorder();
    offsets.reached('told', 0, '4');
    offsets.reached('told', 1, '9');
    offsets.reached('told', 0, '7');
    offsets.reached('other', 0, '2');
    await offsets.close();
    expect(commits).toEqual([
      [
        { topic: 'told', partition: 0, offset: '8' },
        { topic: 'told', partition: 1, offset: '10' },
        { topic: 'other', partition: 0, offset: '3' },
      ],
    ]);
  });

  it('are exact beyond what a number can hold', async () => {
    const { commits, offsets } = recorder();
    offsets.reached('told', 0, '9007199254740993');
    await offsets.close();
    expect(commits).toEqual([[{ topic: 'told', partition: 0, offset: '9007199254740994' }]]);
  });

  it('are told once, and only where there is news', async () => {
    const { commits, offsets } = recorder();
    await offsets.close();
    expect(commits).toEqual([]);
    offsets.reached('told', 0, '4');
    await offsets.close();
    offsets.reached('told', 1, '5');
    await offsets.close();
    await offsets.close();
    expect(commits).toEqual([
      [{ topic: 'told', partition: 0, offset: '5' }],
      [{ topic: 'told', partition: 1, offset: '6' }],
    ]);
  });

  it('are not those of partitions that others have by now', async () => {
    const { commits, offsets } = recorder();
    offsets.reached('told', 0, '4');
    offsets.reached('told', 1, '5');
    offsets.reached('gone', 1, '6');
    offsets.keep({ told: [1, 2] });
    await offsets.close();
    expect(commits).toEqual([[{ topic: 'told', partition: 1, offset: '6' }]]);
  });

  it('may be refused, which does no harm to the next', async () => {
    let refusals = 1;
    const { commits, offsets } = recorder(async () => {
      if (refusals-- > 0) throw new Error('The group is being rebalanced.');
    });
    offsets.reached('told', 0, '4');
    await offsets.close();
    offsets.reached('told', 0, '5');
    await offsets.close();
    expect(commits.at(-1)).toEqual([{ topic: 'told', partition: 0, offset: '6' }]);
  });

  it('are with Kafka when it is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isThere = false;
    const { offsets } = recorder(() => promise.then(() => void (isThere = true)));
    offsets.start();
    offsets.reached('told', 0, '4');
    setImmediate(resolve);
    await offsets.close();
    expect(isThere).toBe(true);
  });
});
