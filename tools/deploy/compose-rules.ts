/** What of a compose file we look at. */
export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean }>;
}

export interface ComposeService {
  image: string;
  user?: string;
  read_only?: boolean;
  privileged?: boolean;
  network_mode?: string;
  tmpfs?: string[];
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  restart?: string;
  deploy?: { resources?: { limits?: { memory?: string } } };
  healthcheck?: { test: string | string[]; disable?: boolean };
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
}

interface Named extends ComposeService {
  readonly name: string;
}

type Rule = [words: string, holds: (service: Named, compose: ComposeFile) => boolean];

/** Kafka's start writes its settings beside its programs. */
const WRITES_ITS_FOLDERS = ['kafka'];
const PUBLISHED = ['gateway', 'prometheus', 'grafana', 'jaeger'];
const STORES = ['kafka', 'postgres'];

const OF_ALL: Rule[] = [
  ['has an image of one version', ({ image }) => /[:@][^/]*\d+\.\d+/.test(image) && !/latest/.test(image)],
  ['has a health check', ({ healthcheck }) => healthcheck?.test !== undefined && !healthcheck.disable],
  ['has no capabilities', (each) => each.cap_drop?.includes('ALL') === true && !each.cap_add && !each.privileged],
  ['gains no privileges', ({ security_opt }) => security_opt?.includes('no-new-privileges:true') === true],
  ['cannot write its image', ({ name, read_only }) => read_only === true || WRITES_ITS_FOLDERS.includes(name)],
  ['is restarted', ({ restart }) => restart === 'unless-stopped'],
  ['has a limit of memory', ({ deploy }) => deploy?.resources?.limits?.memory !== undefined],
  ['is in networks of ours', ({ networks, network_mode }) => (networks ?? []).length > 0 && !network_mode],
  ['publishes a port only where it is meant to', ({ name, ports }) => !ports || PUBLISHED.includes(name)],
  [
    'publishes on the loopback address',
    ({ ports = [] }) => ports.every((port) => /^(127\.0\.0\.1:|\$\{\w+:-127\.0\.0\.1:)/.test(port)),
  ],
  [
    'waits for what is healthy',
    ({ depends_on = {} }, { services }) =>
      Object.entries(depends_on).every(([name, { condition }]) => services[name] && condition === 'service_healthy'),
  ],
  ['has no secret written down', ({ environment = {} }) => Object.entries(environment).every(isNoSecret)],
];

const OF_OURS: Rule[] = [
  ['is a user with a number who is not root', ({ user }) => /^[1-9]\d*:[1-9]\d*$/.test(user ?? '')],
  ['may write to /tmp', ({ tmpfs = [] }) => tmpfs.some((mount) => mount.startsWith('/tmp'))],
  ['runs its own program', ({ name, command }) => command?.join() === `apps/${name}/dist/main.js`],
  [
    'has a database and a user of its own',
    ({ name, environment = {} }) =>
      name === 'gateway' ? !environment.DATABASE_URL : isOwnDatabase(name, String(environment.DATABASE_URL)),
  ],
];

/** Kafka and the databases are reached by the services alone. */
const OF_STORES: Rule[] = [
  [
    'is in a network without a way out',
    ({ networks = [] }, compose) => networks.every((name) => compose.networks[name]?.internal),
  ],
];

const isNoSecret = ([name, value]: [string, string | number]): boolean => {
  const secrets = /SECRET|PASSWORD/.test(name)
    ? [String(value)]
    : [/^\w+:\/\/[^:]+:(.*)@/.exec(String(value))?.[1] ?? '${X:?}'];
  return secrets.every((secret) => /^\$\{\w+:\?/.test(secret));
};

const isOwnDatabase = (name: string, url: string): boolean =>
  url.startsWith(`postgres://clientele_${name}:\${${name.toUpperCase()}_DATABASE_PASSWORD:?`) &&
  url.endsWith(`@postgres:5432/clientele_${name}`);

/** What the house wants of each container and does not find, e.g. `kafka: has a health check`. */
export const brokenRules = (compose: ComposeFile, ours: readonly string[]): string[] =>
  Object.entries(compose.services).flatMap(([name, service]) => {
    const rules = [...OF_ALL, ...(ours.includes(name) ? OF_OURS : []), ...(STORES.includes(name) ? OF_STORES : [])];
    return rules.filter(([, holds]) => !holds({ name, ...service }, compose)).map(([words]) => `${name}: ${words}`);
  });

/** Files and folders of ours that are mounted into containers. */
export const mountedPaths = (compose: ComposeFile): string[] =>
  Object.values(compose.services)
    .flatMap(({ volumes = [] }) => volumes)
    .filter((volume) => volume.startsWith('.'))
    .map((volume) => volume.split(':')[0] ?? '');
