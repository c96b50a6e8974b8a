// Turns the TypeScript of the given projects (all, unless said) into JavaScript: src/ -> dist/, by SWC. Specs stay out.
// Types are not looked at here: that is `npm run typecheck`.
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { transformFile } from '@swc/core';
import { fingerprint, projects, sources, stamp } from './sources.mjs';
import { main, root } from './workspace.mjs';

const build = async (project) => {
  const [src, dist, made] = ['src', 'dist', `.dist-${process.pid}`].map((folder) => join(root, project, folder));
  const builtFrom = fingerprint(project);
  const files = sources(project);
  try {
    const folders = new Set(['.', ...files.map((file) => dirname(file))]);
    await Promise.all([...folders].map((folder) => mkdir(join(made, folder), { recursive: true })));
    await Promise.all(files.map((file) => (file.endsWith('.ts') ? compile : cp)(join(src, file), join(made, file))));
    await rm(dist, { recursive: true, force: true });
    await rename(made, dist);
    await writeFile(stamp(project), builtFrom);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
};

const compile = async (source, target) => {
  const out = target.replace(/\.ts$/, '.js');
  const { code, map } = await transformFile(source, {
    swcrcRoots: root,
    configFile: join(root, '.swcrc'),
    sourceMaps: true,
  });
  await writeFile(out, `${code}//# sourceMappingURL=${basename(out)}.map\n`);
  await writeFile(`${out}.map`, map);
};

await main(async () => {
  const asked = process.argv.slice(2);
  for (const project of asked.length ? asked : projects()) await build(project);
  return 0;
});
