import type { WantedTopic } from './topics.js';

/** A topic as it is. */
export interface TopicState {
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** The variable by which each setting of a topic is chosen. */
const CHOSEN_BY: Readonly<Record<string, string>> = {
  'retention.ms': 'KAFKA_RETENTION_HOURS',
  'min.insync.replicas': 'KAFKA_MIN_INSYNC_REPLICAS',
};

export const missingTopic = ({ topic, partitions }: WantedTopic): string =>
  `Topic ${topic} is missing. Create it with ${partitions} partitions, or let Clientele create it (KAFKA_CREATE_TOPICS=true). ` +
  'Where it is there, our user may not see it.';

/** What is wrong with a topic, and how to mend it, in words. */
export const topicProblems = (wanted: WantedTopic, state: TopicState): string[] => {
  const { topic, settings } = wanted;
  const problems = Object.entries(settings)
    .filter(([name, value]) => state.settings[name] !== value)
    .map(([name, value]) => settingProblem(topic, name, value, state.settings[name]));
  return [...partitionProblems(wanted, state.partitions), ...problems];
};

const partitionProblems = ({ topic, partitions, mayHaveMore }: WantedTopic, found: number): string[] => {
  if (found === partitions || (mayHaveMore && found > partitions)) return [];
  return [mayHaveMore ? tooFewPartitions(topic, partitions, found) : notOneForEachShard(topic, partitions, found)];
};

const tooFewPartitions = (topic: string, wanted: number, found: number): string =>
  `Topic ${topic} has ${found} partitions, but at least ${wanted} are needed. Add some (kafka-topics.sh --alter --topic ` +
  `${topic} --partitions ${wanted}).`;

const notOneForEachShard = (topic: string, wanted: number, found: number): string =>
  `Topic ${topic} has ${found} partitions, but ${wanted} are needed: one for each shard (CLIENTELE_SHARDS), whose number ` +
  'never changes. Delete the topic, and it is made anew: nothing is lost, since consumers read what they lack from the history.';

const settingProblem = (topic: string, name: string, wanted: string, found: string | undefined): string => {
  const by = CHOSEN_BY[name];
  const otherwise = by ? `, or set ${by} to fit` : '';
  return (
    `Topic ${topic} has ${name}=${found ?? '(unset)'}, but ${wanted} is wanted. Change it (kafka-configs.sh --alter ` +
    `--topic ${topic} --add-config ${name}=${wanted})${otherwise}.`
  );
};
