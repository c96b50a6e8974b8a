import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/workspace.mjs';
import { findMaven } from './programs.mjs';

const run = promisify(execFile);
const pom = join(root, 'deploy', 'kafka', 'pom.xml');

/**
 * What can be had again at any time lies with the packages, not with the data: `npm ci` takes it away, and Maven, which
 * keeps its own copy under the user's home, lays it there again in three seconds and without the network.
 */
const places = () => {
  const content = readFileSync(pom, 'utf8');
  const name = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const cache = join(root, 'node_modules', '.cache', 'kafka', name);
  return { cache, libraries: join(cache, 'libs'), version: /<kafka.version>(.+)<\/kafka.version>/.exec(content)?.[1] };
};

export const areCopied = () => existsSync(places().libraries);

/** The folder of Kafka's jars, copied there by Maven unless that has been done since pom.xml last changed. */
export const copyLibraries = async () => {
  const { cache, libraries, version } = places();
  if (existsSync(libraries)) return { cache, libraries };
  const maven = await findMaven();
  process.stderr.write(
    `Copying Apache Kafka ${version} by Maven, once; about 60 MB when Maven has none of it yet ...\n`,
  );
  // Copied aside and renamed, so that another start never sees half of it.
  const aside = `${libraries}.${process.pid}`;
  try {
    await mkdir(cache, { recursive: true });
    await copy(maven, aside);
    await rename(aside, libraries).catch((error) => {
      if (!existsSync(libraries)) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { cache, libraries };
};

const copy = async (maven, outputDirectory) => {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies';
  const args = ['--batch-mode', '--quiet', '-Dstyle.color=never', `--file=${pom}`, goal];
  await run(maven, [...args, `-DoutputDirectory=${outputDirectory}`], {
    shell: process.platform === 'win32',
  }).catch((cause) => {
    const { stdout = '', stderr = '', message } = cause;
    // It repeats itself: the first ones say what went wrong.
    const errors = `${stdout}\n${stderr}`.split('\n').filter((line) => /ERROR\S* +\S/.test(line));
    const said = errors.slice(0, 3).join('\n') || message;
    throw new Error(`Maven could not fetch Kafka:\n${said}\nTry it by hand: ${maven} ${args.join(' ')}`, { cause });
  });
};
