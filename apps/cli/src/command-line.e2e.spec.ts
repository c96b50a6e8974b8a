import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, freePort } from '@clientele/testing';

const root = join(import.meta.dirname, '..', '..', '..');
const sample = (name: string): string => join(root, 'samples', `${name}.csv`);
const PURCHASES = [
  ...['--source', 'tea-shop', '--set', 'currency=EUR', '--map', 'id=order_no', '--map', 'occurredAt=date'],
  ...['--map', 'customer.externalId=customer_no', '--map', 'customer.email=email', '--map', 'amount=amount'],
];

describe('the command line', () => {
  let home: string;
  let url: string;
  let product: ChildProcess;

  const start = (port: string): ChildProcess =>
    spawn(process.execPath, [join(root, 'apps/standalone/dist/main.js')], {
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', PORT: port, CLIENTELE_HOME: home },
      stdio: 'ignore',
    });

  const untilReady = (): Promise<void> =>
    eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), 30_000);

  const clientele = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const child = spawn(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...args], {
      env: { ...process.env, NODE_OPTIONS: '', LC_ALL: 'C', CLIENTELE_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, ...said };
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'clientele-cli-'));
    // PostgreSQL, which does not run as root, must be able to enter it; else its data would be left behind elsewhere.
    await chmod(home, 0o755);
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    product = start(port);
    await untilReady();
  }, 60_000);

  afterAll(async () => {
    const ended = once(product, 'close');
    product.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }, 30_000);

  it('shows how a file would be understood, with a command that brings it in', async () => {
    const { code, out } = await clientele(
      'import',
      'purchases',
      sample('purchases'),
      '--source',
      'tea-shop',
      '--preview',
    );
    expect(out).toContain('customer_no, name, email');
    expect(out).toMatch(/npm run clientele -- import purchases .*--map customer\.externalId=customer_no/);
    expect(code).toBe(0);
  });

  it('brings a file in once, and waits until views have it', async () => {
    const first = await clientele('import', 'purchases', sample('purchases'), ...PURCHASES, '--wait');
    expect(first.out).toMatch(/accepted +58\n.*duplicate +0\n.*rejected +0\n/);
    expect(first.out).toContain('All views have caught up');
    expect(first.code).toBe(0);
    const overview = (await (await fetch(`${url}/analytics/v1/overview`)).json()) as object;
    expect(overview).toMatchObject({ customers: 17, purchases: 58 });

    const again = await clientele('import', 'purchases', sample('purchases'), ...PURCHASES);
    expect(again.out).toMatch(/accepted +0\n.*duplicate +58\n/);
  });

  it('gives the rejected rows with their reasons, and an exit code of its own', async () => {
    const errors = join(home, 'errors.csv');
    const { code, out } = await clientele(
      'import',
      'purchases',
      sample('broken-purchases'),
      ...PURCHASES,
      '--errors',
      errors,
    );
    expect(out).toMatch(/accepted +3\n.*duplicate +0\n.*rejected +5\n/);
    expect(code).toBe(2);
    expect((await readFile(errors, 'utf8')).trim().split('\n')).toHaveLength(6);

    const nowhere = join(home, 'nowhere', 'errors.csv');
    const unsaved = await clientele(
      'import',
      'purchases',
      sample('broken-purchases'),
      ...PURCHASES,
      '--errors',
      nowhere,
    );
    expect(unsaved.err).toMatch(/The import is done, but .*nowhere.* cannot be written[^]*errors\.csv/);
    expect(unsaved.code).toBe(1);
  });

  it('tells the status, and the imports', async () => {
    const status = await clientele('status');
    for (const service of ['intake', 'customers', 'interactions', 'segmentation', 'analytics'])
      expect(status.out).toMatch(new RegExp(`^${service} `, 'm'));
    const imports = await clientele('imports', '--lang', 'zh');
    expect(imports.out.match(/tea-shop +完成/g)).toHaveLength(4);
  });

  it('rebuilds a view, and has nothing parked to replay', async () => {
    const { code, out } = await clientele('rebuild', 'customers', 'profile');
    expect(out).toContain('customers/profile: swapped in.');
    expect(code).toBe(0);
    expect((await clientele('replay')).out).toBe('Nothing is parked.\n');
  });

  it('says in words what is wrong', async () => {
    const mapping = await clientele(
      'import',
      'purchases',
      sample('purchases'),
      '--source',
      'x',
      '--map',
      'amuont=amount',
    );
    expect(mapping.err).toContain('amount');
    expect(mapping.code).toBe(1);
    const view = await clientele('rebuild', 'customers', 'nothing');
    expect(view.err).toContain('There is no view "nothing". Views: ');
    const file = await clientele('import', 'purchases', 'absent.csv', ...PURCHASES);
    expect(file.err).toContain('Cannot read absent.csv');
    const server = await clientele('status', '--url', `http://127.0.0.1:${await freePort()}`);
    expect(server.err).toContain('npm start');
    expect(server.code).toBe(1);
  });
});
