import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { ensureInstalled } from './install.mjs';
import { isBuilt, projects } from './sources.mjs';
import { pinnedNode, root, run } from './workspace.mjs';

/** Installed, and built from the sources as they are. Takes some milliseconds when both are so already. */
export const prepare = async () => {
  await ensureInstalled();
  if (stale().length === 0) return;
  await exclusively('building', async () => {
    const toBuild = stale();
    if (toBuild.length > 0) await build(toBuild);
  });
};

const stale = () => projects().filter((project) => !isBuilt(project));

const build = async (toBuild) => {
  console.error(`Building ${toBuild.map((project) => project.split('/')[1]).join(', ')} ...`);
  const code = await run(pinnedNode, [join(root, 'scripts', 'build.mjs'), ...toBuild], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error('The build failed; see above.');
};
