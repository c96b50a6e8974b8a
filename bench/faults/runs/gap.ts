import { setTimeout } from 'node:timers/promises';
import { whileDown } from '../down.ts';
import { proof, type Fault, type Scene } from '../fault.ts';
import { CONSUMERS } from '../members.ts';
import type { Service } from '../product.ts';
import { untilAllUp } from '../replicas.ts';
import { until } from '../settled.ts';
import { withAdmin, type Admin } from '../wire-kafka.ts';

/** Kafka's number of a topic among what has settings, and of a setting that is the topic's own. */
const TOPIC = 2;
const OF_TOPIC = 1;

export const gap: Fault = {
  name: 'gap',
  summary: 'Retention is cut while services are down, so that records that they have not read are gone from Kafka',
  replicas: 1,
  strike: async (scene) => {
    const { isQuick, kafka, say } = scene;
    const services = isQuick ? (['interactions', 'analytics'] as const) : CONSUMERS;
    const missing = await whileDown(scene, services, async () => {
      await setTimeout(isQuick ? 4_000 : 10_000);
      await cutRetention(scene);
      return Promise.all(services.map(async (service) => [service, await missingFor(scene, service)] as const));
    });
    say(missing.map(([service, records]) => `${records} records that ${service} has not read are gone`).join('; '));
    await untilAllUp(scene.cluster);
    return missing.map(([service, records]) =>
      proof(records > 0, `${kafka.prefix}.${service}: ${records} records gone`),
    );
  },
};

/** Until Kafka has thrown away all that intake has published so far; then it is as it was. */
const cutRetention = async ({ kafka, say }: Scene): Promise<void> => {
  const topic = `${kafka.prefix}.intake.v1`;
  await withAdmin(kafka, async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    const settings = await settingsOf(admin, topic);
    await change(admin, topic, { ...settings, 'retention.ms': '1' });
    say(`The retention of ${topic} is cut.`);
    try {
      await until(async () => {
        const now = await admin.fetchTopicOffsets(topic);
        const isGone = ends.every(({ partition, high }) =>
          now.some((each) => each.partition === partition && Number(each.low) >= Number(high)),
        );
        return isGone || 'Kafka still has them';
      });
    } finally {
      await change(admin, topic, settings);
    }
  });
};

const settingsOf = async (admin: Admin, name: string): Promise<Record<string, string>> => {
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: TOPIC, name }] });
  const own = (resources[0]?.configEntries ?? []).filter(({ configSource }) => Number(configSource) === OF_TOPIC);
  return Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
};

/** Kafka forgets the settings that are not among these. */
const change = async (admin: Admin, name: string, settings: Readonly<Record<string, string>>): Promise<void> => {
  const configEntries = Object.entries(settings).map(([setting, value]) => ({ name: setting, value }));
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC, name, configEntries }] });
};

/** Of intake's records, those behind where the service would read on. */
const missingFor = ({ kafka }: Scene, service: Service): Promise<number> =>
  withAdmin(kafka, async (admin) => {
    const topic = `${kafka.prefix}.intake.v1`;
    const [read] = await admin.fetchOffsets({ groupId: `${kafka.prefix}.${service}`, topics: [topic] });
    const now = await admin.fetchTopicOffsets(topic);
    return (read?.partitions ?? []).reduce((sum, { partition, offset }) => {
      const low = Number(now.find((each) => each.partition === partition)?.low ?? 0);
      return sum + Math.max(0, low - Math.max(0, Number(offset)));
    }, 0);
  });
