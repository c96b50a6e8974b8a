import { whileDown } from '../down.ts';
import { proof, type Fault, type Scene } from '../fault.ts';
import { CONSUMERS } from '../members.ts';
import type { Service } from '../product.ts';
import { untilAllUp } from '../replicas.ts';
import { until } from '../settled.ts';
import { withAdmin, type WireKafka } from '../wire-kafka.ts';

export const offsetsDeleted: Fault = {
  name: 'offsets-deleted',
  summary: 'The consumer groups and their offsets are deleted at Kafka while the services that had them are down',
  replicas: 1,
  strike: async (scene) => {
    const services = scene.isQuick ? (['interactions', 'analytics'] as const) : CONSUMERS;
    await Promise.all(services.map((service) => untilCommitted(scene, service)));
    const proofs = await whileDown(scene, services, () =>
      Promise.all(services.map((service) => deleteOffsets(scene, service))),
    );
    await untilAllUp(scene.cluster);
    return proofs;
  },
};

const untilCommitted = ({ kafka }: Scene, service: Service): Promise<void> =>
  until(async () => (await committed(kafka, `${kafka.prefix}.${service}`)) > 0 || `${service} has committed no offset`);

/** Kafka deletes a group only when its members are gone: those that are down are so when their sessions have run out. */
const deleteOffsets = async ({ kafka, say }: Scene, service: Service): Promise<string> => {
  const group = `${kafka.prefix}.${service}`;
  const before = await committed(kafka, group);
  await until(() => withAdmin(kafka, (admin) => admin.deleteGroups([group]).then(() => true as const)));
  const after = await committed(kafka, group);
  say(`The offsets of ${group} are deleted.`);
  return proof(before > 0 && after === 0, `${group}: ${before} offsets, then ${after}`);
};

/** Of how many partitions Kafka knows an offset. */
const committed = (kafka: WireKafka, groupId: string): Promise<number> =>
  withAdmin(kafka, async (admin) => {
    const topics = await admin.fetchOffsets({ groupId });
    return topics.flatMap(({ partitions }) => partitions).filter(({ offset }) => Number(offset) >= 0).length;
  });
