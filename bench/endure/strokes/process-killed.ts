import { SERVICES, type Service } from '../../faults/product.ts';
import { isUp, nameOf, replicasOf } from '../../faults/replicas.ts';
import { until } from '../../faults/settled.ts';
import type { Stroke } from '../stroke.ts';

/** Its supervisor starts it again. */
const serviceKilled = (service: Service): Stroke => ({
  kind: `${service} killed`,
  strike: async ({ cluster, random }) => {
    const replica = random.oneOf(replicasOf(cluster, service));
    const [name, before] = [nameOf(replica), replica.pid];
    replica.kill('SIGKILL');
    await replica.ended;
    await until(async () => (replica.pid !== before && (await isUp(replica))) || `${service} is not back`);
    return `${name} is killed, and started again as ${replica.pid}`;
  },
});

const gatewayKilled: Stroke = {
  kind: 'gateway killed',
  strike: async ({ gateway }) => {
    const before = gateway.pid;
    gateway.kill('SIGKILL');
    await until(async () => gateway.pid !== before || 'it has not been started again');
    await gateway.untilReady();
    return `the gateway (process ${before}) is killed, and started again as ${gateway.pid}`;
  },
};

export const PROCESSES_KILLED: readonly Stroke[] = [...SERVICES.map(serviceKilled), gatewayKilled];
