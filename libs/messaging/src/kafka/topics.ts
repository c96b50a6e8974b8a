import { setTimeout } from 'node:timers/promises';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import { withHint } from './kafka-refusal.js';
import type { KafkaSettings } from './kafka-settings.js';
import { missingTopic, topicProblems, type TopicState } from './topic-problems.js';

/** A topic as it shall be. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  /** More partitions do no harm: they are not shards. */
  readonly mayHaveMore?: boolean;
  /** Further settings by Kafka's names, e.g. `compression.type`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A topic that is not as it must be; says what differs and how to mend it. */
export class TopicMismatch extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'TopicMismatch';
  }
}

/** A topic that is not there, or not yet. */
export class TopicMissing extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'TopicMissing';
  }
}

export const feedTopic = (prefix: string, service: string): string => `${prefix}.${service}.v1`;

/** Kafka's numbers of a topic, and of its settings. */
const TOPIC_RESOURCE = 2;

/** Creates what is missing where that is wanted, and checks the rest. @throws TopicMissing, TopicMismatch, KafkaRefusal */
export const ensureTopics = async (
  kafka: Kafka,
  settings: KafkaSettings,
  specs: readonly TopicSpec[],
): Promise<void> => {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await ensure(admin, settings, specs);
  } catch (error) {
    throw withHint(error);
  } finally {
    await admin.disconnect();
  }
};

const ensure = async (admin: Admin, settings: KafkaSettings, specs: readonly TopicSpec[]): Promise<void> => {
  const wanted = await withDefaults(admin, settings, specs);
  const isNew = settings.createTopics && (await create(admin, wanted));
  const look = (): Promise<Map<string, TopicState>> =>
    statesOf(
      admin,
      wanted.map(({ topic }) => topic),
    );
  const states = await (isNew ? soon(look, (found) => found.size === wanted.length) : look());
  const missing = wanted.filter(({ topic }) => !states.has(topic));
  if (missing.length > 0) throw new TopicMissing(missing.map(missingTopic));
  const problems = wanted.flatMap((topic) => topicProblems(topic, states.get(topic.topic)!));
  if (problems.length > 0) throw new TopicMismatch(problems);
};

/** A topic with all that is asked of it. */
export interface WantedTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly mayHaveMore: boolean;
  readonly replicationFactor: number;
  /** What it must have. */
  readonly settings: Readonly<Record<string, string>>;
  /** What a new one gets, too. That of one there is may differ: how many brokers are up now says nothing of it. */
  readonly settingsIfNew: Readonly<Record<string, string>>;
}

const withDefaults = async (
  admin: Admin,
  settings: KafkaSettings,
  specs: readonly TopicSpec[],
): Promise<WantedTopic[]> => {
  const { brokers } = await admin.describeCluster();
  const replicationFactor = settings.replicationFactor ?? (brokers.length >= 3 ? 3 : 1);
  const minInsyncReplicas = settings.minInsyncReplicas ?? Math.max(1, replicationFactor - 1);
  const ofAll = {
    'retention.ms': String(settings.retentionHours * 3_600_000),
    ...(settings.minInsyncReplicas !== undefined && { 'min.insync.replicas': String(minInsyncReplicas) }),
  };
  const settingsIfNew = { 'min.insync.replicas': String(minInsyncReplicas) };
  return specs.map(({ topic, partitions, mayHaveMore = false, settings: own }) => ({
    topic,
    partitions,
    mayHaveMore,
    replicationFactor,
    settings: { ...ofAll, ...own },
    settingsIfNew,
  }));
};

/** Answers whether there was anything to create. */
const create = async (admin: Admin, wanted: readonly WantedTopic[]): Promise<boolean> => {
  const existing = new Set(await admin.listTopics());
  const missing = wanted.filter(({ topic }) => !existing.has(topic));
  if (missing.length === 0) return false;
  // Others may create them at the same time; then this answers false.
  await admin.createTopics({ topics: missing.map(toConfig), waitForLeaders: false, timeout: 20_000 });
  return true;
};

/** What was created just now is known to all brokers a moment later. */
const soon = async <T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> => {
  for (let tries = 0; tries < 20; tries++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && isThere(found)) return found;
    await setTimeout(250);
  }
  return look();
};

const toConfig = ({ topic, partitions, replicationFactor, settings, settingsIfNew }: WantedTopic): ITopicConfig => ({
  topic,
  numPartitions: partitions,
  replicationFactor,
  configEntries: Object.entries({ ...settingsIfNew, ...settings }).map(([name, value]) => ({ name, value })),
});

const statesOf = async (admin: Admin, topics: readonly string[]): Promise<Map<string, TopicState>> => {
  const existing = new Set(await admin.listTopics());
  const there = topics.filter((topic) => existing.has(topic));
  if (there.length === 0) return new Map();
  const [metadata, configs] = await Promise.all([
    admin.fetchTopicMetadata({ topics: there }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: there.map((name) => ({ type: TOPIC_RESOURCE, name })),
    }),
  ]);
  const settings = new Map(
    configs.resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
  return new Map(
    metadata.topics.map(({ name, partitions }) => [
      name,
      { partitions: partitions.length, settings: settings.get(name) ?? {} },
    ]),
  );
};
