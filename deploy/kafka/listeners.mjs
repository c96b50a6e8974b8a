import { freePort } from './ports.mjs';

/** How a user may log in. */
export const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];

const LOGIN = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';

/**
 * Where it listens, on the loopback interface alone: the plain listener, by which the broker also speaks with itself, the
 * controller's, and those that are asked for, by name and protocol. Answers their addresses, and the settings of all.
 */
export const listening = async (port, wanted = {}) => {
  const addresses = {};
  for (const name of Object.keys(wanted)) addresses[name] = `127.0.0.1:${await freePort()}`;
  const all = { CLIENTS: `127.0.0.1:${port}`, ...addresses, CONTROLLER: `127.0.0.1:${await freePort()}` };
  const protocols = { CLIENTS: 'PLAINTEXT', ...wanted, CONTROLLER: 'PLAINTEXT' };
  const settings = {
    listeners: pairs(all, '://'),
    'listener.security.protocol.map': pairs(protocols, ':'),
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.bootstrap.servers': all.CONTROLLER,
    ...loginsOf(wanted),
  };
  return { addresses, settings };
};

const pairs = (values, by) =>
  Object.entries(values)
    .map(([name, value]) => `${name}${by}${value}`)
    .join(',');

const loginsOf = (wanted) => {
  const names = Object.keys(wanted).filter((name) => wanted[name].startsWith('SASL'));
  const settings = names.flatMap((name) => {
    const prefix = `listener.name.${name.toLowerCase()}`;
    const each = SCRAM.map((mechanism) => [`${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`, LOGIN]);
    return [[`${prefix}.sasl.enabled.mechanisms`, SCRAM.join(',')], ...each];
  });
  return Object.fromEntries(settings);
};
