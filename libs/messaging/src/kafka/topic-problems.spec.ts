import { describe, expect, it } from '@jest/globals';
import { missingTopic, topicProblems } from './topic-problems.js';

describe('a topic that is not as it must be', () => {
  const wanted = {
    topic: 'clientele.intake.v1',
    partitions: 16,
    replicationFactor: 1,
    mayHaveMore: false,
    settingsIfNew: {},
    settings: { 'retention.ms': '604800000', 'min.insync.replicas': '1' },
  };
  const state = { partitions: 16, settings: wanted.settings };

  it('is told in words, with how to mend it', () => {
    expect(topicProblems(wanted, state)).toEqual([]);
    expect(missingTopic(wanted)).toMatch(/is missing.*16 partitions/);
    expect(topicProblems(wanted, { ...state, partitions: 8 })).toEqual([
      expect.stringMatching(/has 8 partitions, but 16 are needed.*CLIENTELE_SHARDS/),
    ]);
    expect(topicProblems(wanted, { ...state, settings: { ...wanted.settings, 'retention.ms': '1000' } })).toEqual([
      expect.stringMatching(/retention\.ms=1000, but 604800000.*KAFKA_RETENTION_HOURS/),
    ]);
  });
});
