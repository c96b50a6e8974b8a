// npm run contracts:publish: writes down the schemas of new contracts, and of those that changed in a way that harms nobody.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { prepare } from './prepare.mjs';
import { main, root } from './workspace.mjs';

const contracts = join(root, 'libs', 'contracts');

await main(async () => {
  await prepare();
  const built = (file) => import(join(contracts, 'dist', file));
  const [{ ALL_CONTRACTS }, { publishedFile }, { publicationOf }, prettier] = await Promise.all([
    built('catalog.js'),
    built('contract-files.js'),
    built('compatibility/publication.js'),
    import('prettier'),
  ]);
  const format = { ...(await prettier.resolveConfig(contracts)), parser: 'json' };
  const all = ALL_CONTRACTS.map((contract) => ({ contract, ...publicationOf(contract) }));
  const broken = all.flatMap(({ contract, broken }) =>
    broken.map((problem) => `${contract.cloudEventType} ${problem}`),
  );
  if (broken.length > 0) {
    console.error(`Nothing is published. Give what has changed a new version:\n${broken.join('\n')}`);
    return 1;
  }
  for (const { contract } of all.filter(({ isBehind }) => isBehind)) {
    const file = join(contracts, 'src', publishedFile(contract));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await prettier.format(JSON.stringify(contract.schema), format));
    console.log(`Published ${contract.cloudEventType}`);
  }
  return 0;
});
