/** What Commander says by itself, in Chinese; it has no translations of its own. */
const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'/, '错误：缺少参数“$1”'],
  [/^error: required option '(.+)' not specified/, '错误：必须给出选项“$1”'],
  [/^error: option '(.+)' argument missing/, '错误：选项“$1”缺少值'],
  [/^error: option '(.+?)' argument '(.*?)' is invalid\./, '错误：选项“$1”的值“$2”无效。'],
  [/^error: option '(.+?)' value '(.*?)' from env '(.+?)' is invalid\./, '错误：环境变量 $3 的值“$2”无效。'],
  [/^error: unknown option '(.+?)'/, '错误：没有选项“$1”'],
  [/^error: unknown command '(.+?)'/, '错误：没有命令“$1”'],
  [/^error: too many arguments.* Expected (\d+) .* got (\d+)\./, '错误：参数过多，应为 $1 个，实际 $2 个。'],
  [/Allowed choices are (.+)\./, '可选值：$1。'],
  [/\(Did you mean (?:one of )?(.+)\?\)/, '（是否想用 $1？）'],
];

export const usageError = (text: string): string =>
  ERRORS.reduce((said, [english, chinese]) => said.replace(english, chinese), text);

/** An option's description ends in what may be given for it. */
export const optionNotes = (text: string): string =>
  text.replace(/ \(((?:choices|default|env): .*)\)$/, (_, notes: string) => {
    const words = notes.replace('choices: ', '可选 ').replace('default: ', '默认 ').replace('env: ', '环境变量 ');
    return `（${words.replaceAll(', ', '，')}）`;
  });
