import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SCRAM } from './listeners.mjs';
import { causesIn } from './server-log.mjs';

const run = promisify(execFile);

/**
 * One node that is broker and controller, for development: every internal topic with one copy and few partitions, and
 * nothing made that nobody asked for.
 */
const SETTINGS = {
  'process.roles': 'broker,controller',
  'node.id': 1,
  'num.partitions': 1,
  'auto.create.topics.enable': false,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  // Consumers that join get to work at once.
  'group.initial.rebalance.delay.ms': 0,
  // After kill -9 the controller takes the broker back only when the session of the killed one has run out.
  'broker.session.timeout.ms': 3000,
  'broker.heartbeat.interval.ms': 500,
  // Otherwise it writes, and forces to the disk, two records a second for nothing.
  'metadata.max.idle.interval.ms': 10_000,
  // Small segments with small indexes: these are laid out in full for each partition.
  'log.segment.bytes': 64 * 1024 * 1024,
  'log.index.size.max.bytes': 1024 * 1024,
  // A third of the heap unless said.
  'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 4,
};

/** Relative to the data directory, which the broker runs in: so nothing in its path needs escaping. */
const LOG = 'log';

const write = (dataDirectory, file, settings) => {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  return writeFile(join(dataDirectory, file), lines.join(''));
};

/** Writes `server.properties`, and formats the storage where there is none; `java` says how to run a class of Kafka's. */
export const prepareStorage = async ({ dataDirectory, settings, users = {} }, java) => {
  const all = { ...SETTINGS, ...settings };
  await write(dataDirectory, 'server.properties', { ...all, 'log.dirs': LOG });
  if (!existsSync(join(dataDirectory, LOG))) await format({ dataDirectory, settings: all, users }, java);
};

/** Who may log in is part of the cluster's metadata, which begin with the storage. */
const scramOf = (users) =>
  Object.entries(users).flatMap(([name, password]) =>
    SCRAM.map((mechanism) => `--add-scram=${mechanism}=[name=${name},password=${password}]`),
  );

/** Formatted aside and renamed, so that a crash in the middle leaves nothing half done. */
const format = async ({ dataDirectory, settings, users }, java) => {
  const aside = join(dataDirectory, `${LOG}.formatting`);
  await rm(aside, { recursive: true, force: true });
  await write(dataDirectory, 'format.properties', { ...settings, 'log.dirs': `${LOG}.formatting` });
  const cluster = `--cluster-id=${randomBytes(16).toString('base64url')}`;
  const tool = ['kafka.tools.StorageTool', 'format', '--standalone', cluster, '--config=format.properties'];
  const { program, args } = java([...tool, ...scramOf(users)]);
  await run(program, args, { cwd: dataDirectory }).catch((cause) => {
    const said = causesIn(`${cause.stdout ?? ''}${cause.stderr ?? ''}`);
    throw new Error(`Kafka could not format its storage in ${dataDirectory}:\n${said || cause.message}`, { cause });
  });
  await rename(aside, join(dataDirectory, LOG));
  await rm(join(dataDirectory, 'format.properties'));
};
