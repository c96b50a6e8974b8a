export interface Instruction {
  readonly keyword: string;
  /** `--from=build` is `['from', 'build']`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface Stage {
  /** Its place, where it has no name. */
  readonly name: string;
  /** The image or the stage it begins from, its arguments put in. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads what of the Dockerfile's language ours uses: no heredocs, no other escape character than the backslash. */
export const parseDockerfile = (text: string): Stage[] => {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  const defaults = new Map<string, string>();
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === 'FROM') stages.push(stageOf(instruction, defaults, stages.length));
    else if (stages.length > 0) stages.at(-1)!.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') defaults.set(...pair(instruction.text));
  }
  return stages;
};

/** `["node", "health.mjs"]`, or the words of a line that is none in JSON. */
export const words = (text: string): string[] =>
  text.trim().startsWith('[') ? (JSON.parse(text) as string[]) : text.trim().split(/\s+/);

/** The values of ENV, ARG or LABEL: `NAME=value OTHER="a value"`. */
export const assignments = (text: string): Map<string, string> =>
  new Map([...text.matchAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(([both]) => pair(both)));

const instructionsOf = (text: string): Instruction[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\[ \t]*\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(instructionOf);

const instructionOf = (line: string): Instruction => {
  const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
  const flags = new Map<string, string>();
  const withoutFlags = rest.replace(/^(?:--\S+\s+)+/, (given) => {
    for (const flag of given.trim().split(/\s+/)) flags.set(...pair(flag.slice(2)));
    return '';
  });
  return { keyword: keyword.toUpperCase(), flags, text: withoutFlags.trim() };
};

const stageOf = ({ text }: Instruction, defaults: ReadonlyMap<string, string>, place: number) => {
  const [from = '', , name] = text.split(/\s+/);
  const filled = from.replace(/\$\{?(\w+)\}?/g, (written, argument: string) => defaults.get(argument) ?? written);
  return { name: name ?? String(place), from: filled, instructions: [] };
};

const pair = (text: string): [string, string] => {
  const at = text.indexOf('=');
  if (at < 0) return [text, ''];
  return [text.slice(0, at), text.slice(at + 1).replace(/^"(.*)"$/, '$1')];
};
