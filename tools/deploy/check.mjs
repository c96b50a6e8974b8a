// npm run check:deploy [-- --keep]: builds what the image would hold, by the Dockerfile's own steps in a temporary folder, and
// runs it as the image would: as a user who may write nothing, with the image's environment and its health check.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, root } from '../../scripts/workspace.mjs';
import { buildImage, copyContext, openToAll } from './build-image.mjs';
import { contentProblems, megabytes, programs } from './image-content.mjs';
import { Container } from './container.mjs';

const check = async (what, work) => {
  const problems = await work();
  if (problems.length > 0) throw new Error(`${what}: no.\n  ${problems.join('\n  ')}`);
  console.log(`${what}: yes`);
};

/** Every library and service can be loaded from what is in the image. */
const imports = async (container, modules) => {
  const script = modules.map((module) => `await import('./${module}');`).join('\n');
  const { code, output } = await container.run(['--input-type=module', '--eval', script]);
  return code === 0 ? [] : [output];
};

/** Without settings it says in words what is missing, and ends with the code for that. */
const refusesToStart = async (container, program) => {
  const { code, output } = await container.run([program], {}, 20_000);
  return code === 2 && /must/.test(output) ? [] : [`${program} ended with ${code}:\n${output}`];
};

/** A port where nothing listens: one that was free just now. */
const deafPort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
};

/** The gateway starts without the services. */
const anywhere = (name) => [`CLIENTELE_${name.toUpperCase()}_URL`, 'http://127.0.0.1:1'];

const servesAndStops = async (container, services) => {
  const settings = { PORT: '0', HOST: '127.0.0.1', ...Object.fromEntries(services.map(anywhere)) };
  const gateway = container.start(container.command, settings);
  try {
    const port = /http:\/\/[^\s/]+:(\d+)/.exec(await gateway.said(/ready after[^]*?:\d+/))?.[1];
    const health = await container.run(container.healthcheck.slice(1), { PORT: port });
    gateway.child.kill('SIGTERM');
    const code = await gateway.ended;
    return [
      ...(health.code === 0 ? [] : [`The health check ended with ${health.code}: ${health.output}`]),
      ...(code === 0 ? [] : [`After SIGTERM the gateway ended with ${code}:\n${gateway.output()}`]),
    ];
  } finally {
    gateway.child.kill('SIGKILL');
  }
};

/** A health check that is always content would be none. */
const healthFails = async (container) => {
  const { code, output } = await container.run(container.healthcheck.slice(1), { PORT: await deafPort() });
  return code === 1 && /ECONNREFUSED/.test(output) ? [] : [`It ended with ${code}: ${output}`];
};

const checkImage = async (folder) => {
  const context = join(folder, 'context');
  copyContext(root, context);
  console.log(`What the builder gets: ${megabytes(context)} MB`);
  const image = buildImage({ dockerfile: readFileSync(join(root, 'Dockerfile'), 'utf8'), context, folder });
  const inside = join(image.root, image.workdir);
  console.log(`What is in the image besides its base: ${megabytes(image.root)} MB`);
  await check('Is there nothing in it that does not run?', () => contentProblems(inside));
  const container = new Container(image);
  const { modules, mains } = programs(inside);
  await check(`Do ${modules.length} libraries and services load?`, () => imports(container, modules));
  for (const program of mains)
    await check(`Does ${program} ask for settings?`, () => refusesToStart(container, program));
  const services = mains.map((program) => program.split('/')[1]).filter((name) => name !== 'gateway');
  await check('Does the gateway start, answer its health check, and stop when told?', () =>
    servesAndStops(container, services),
  );
  await check('Does the health check fail where nothing answers?', () => healthFails(container));
};

await main(async () => {
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'clientele-image-'));
  openToAll(folder);
  try {
    await checkImage(folder);
  } finally {
    if (process.argv.includes('--keep')) console.log(`Kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  console.log(`The image's content was built and run in ${((performance.now() - began) / 1000).toFixed(0)} s.`);
  return 0;
});
