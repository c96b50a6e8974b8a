// npm run contracts:publish: writes down the schemas of new contracts, and of those that changed in a way that harms nobody.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, root } from './workspace.mjs';

const contracts = join(root, 'libs', 'contracts');

await main(async () => {
  await prepare();
  const built = (file) => import(join(contracts, 'dist', file));
  const [{ ALL_CONTRACTS }, { PUBLISHED_LIST, publishedFile }, { lostIds, publicationOf }, prettier] =
    await Promise.all([
      built('catalog.js'),
      built('contract-files.js'),
      built('compatibility/publication.js'),
      import('prettier'),
    ]);
  const format = { ...(await prettier.resolveConfig(contracts)), parser: 'json' };
  const all = ALL_CONTRACTS.map((contract) => ({ contract, ...publicationOf(contract) }));
  const lost = lostIds();
  if (lost.length > 0) {
    console.error(`Nothing is published. These were published and have no contract; put it back:\n${lost.join('\n')}`);
    return 1;
  }
  const broken = all.flatMap(({ contract, broken }) =>
    broken.map((problem) => `${contract.cloudEventType} ${problem}`),
  );
  if (broken.length > 0) {
    console.error(
      `Nothing is published. Put back what is gone; give what has changed a new version:\n${broken.join('\n')}`,
    );
    return 1;
  }
  const write = async (name, content) => {
    const file = join(contracts, 'src', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await prettier.format(JSON.stringify(content), format));
  };
  for (const { contract } of all.filter(({ isBehind }) => isBehind)) {
    await write(publishedFile(contract), contract.schema);
    console.log(`Published ${contract.cloudEventType}`);
  }
  await write(PUBLISHED_LIST, ALL_CONTRACTS.map(({ schema }) => schema.$id).sort());
  return 0;
});
