import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startBroker } from '../../../../deploy/kafka/broker.mjs';
import { describeWithLocalBroker } from './describe-with-kafka.js';

/** A Java that only says which one it is. */
const javaHome = async (folder: string, version: string): Promise<string> => {
  await mkdir(join(folder, 'bin'), { recursive: true });
  const script = `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`;
  await writeFile(join(folder, 'bin', 'java'), script, { mode: 0o755 });
  return folder;
};

describeWithLocalBroker('startBroker', () => {
  const before = process.env.JAVA_HOME;
  let folder: string;
  let dataDirectory: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-kafka-'));
    dataDirectory = join(folder, 'kafka');
  });
  afterEach(async () => {
    if (before === undefined) delete process.env.JAVA_HOME;
    else process.env.JAVA_HOME = before;
    await rm(folder, { recursive: true, force: true });
  });

  it('stops a broker that was left alone, and starts on its data', async () => {
    const orphan = await startBroker({ dataDirectory });
    const next = await startBroker({ dataDirectory });
    await orphan.ended;
    await next.stop();
    expect(next.pid).not.toBe(orphan.pid);
    expect(() => process.kill(next.pid, 0)).toThrow('ESRCH');
  }, 180_000);

  it('says what is wrong with a setting, in the words of Kafka', async () => {
    const settings = { 'log.retention.hours': 'a week' };
    await expect(startBroker({ dataDirectory, settings })).rejects.toThrow(/log\.retention\.hours/);
  });

  it('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startBroker({ dataDirectory, port })).rejects.toThrow(`127.0.0.1:${port}: another program does`);
    other.close();
  });

  it('says that there is no Java, or that it is too old', async () => {
    process.env.JAVA_HOME = join(folder, 'nowhere');
    await expect(startBroker({ dataDirectory })).rejects.toThrow(/No Java.*nowhere.*Install Java 17/s);
    process.env.JAVA_HOME = await javaHome(folder, '1.8.0_392');
    await expect(startBroker({ dataDirectory })).rejects.toThrow(/Java 1\.8\.0_392.*too old/s);
  });
});
