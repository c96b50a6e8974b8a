/**
 * Whether .dockerignore leaves a file out of what the builder gets. The last rule that fits the path or a folder above it
 * decides; `!` takes in again. Source: Docker's build context reference.
 */
export const ignoredBy = (dockerignore: string) => {
  const rules = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ out: !line.startsWith('!'), fits: pattern(line.replace(/^!/, '')) }));
  return (path: string): boolean =>
    rules.findLast(({ fits }) => upwards(path).some((part) => fits.test(part)))?.out ?? false;
};

/** `a/b/c` is `a/b/c`, `a/b`, `a`. */
const upwards = (path: string): string[] => {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
};

/** `**` stands for any number of folders, `*` and `?` for what is within one name. */
const pattern = (glob: string): RegExp => {
  const source = glob
    .replace(/^\/|\/$/g, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (wild) => WILD[wild] ?? wild);
  return new RegExp(`^${source}$`);
};

const WILD: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
