import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { messagesIn } from './messages/language.js';
import { createProgram } from './program.js';

const commandOf = (program: Command, ...path: string[]): Command =>
  path.reduce((command, name) => command.commands.find((one) => one.name() === name)!, program);

/** What is said about a wrong use. */
const errorOf = (...words: string[]): string => {
  const program = createProgram(messagesIn('zh'));
  let said = '';
  for (const each of [program, commandOf(program, 'status'), commandOf(program, 'import', 'purchases')])
    each.exitOverride().configureOutput({ writeErr: (text) => (said += text) });
  expect(() => program.parse(words, { from: 'user' })).toThrow();
  return said;
};

describe('The command line in Chinese', () => {
  it('has no English left in the help of any command', () => {
    const program = createProgram(messagesIn('zh'));
    const commands = [program, ...program.commands, ...commandOf(program, 'import').commands];
    for (const command of commands)
      expect(command.helpInformation()).not.toMatch(/Options|Arguments|Usage|Commands|default|choices|env:|display/);
    expect(commandOf(program, 'status').helpInformation()).toMatch(/环境变量\s+CLIENTELE_URL/);
  });

  it('tells of a wrong use', () => {
    expect(errorOf('import', 'purchases', 'x.csv')).toBe('错误：必须给出选项“--source <name>”\n');
    expect(errorOf('import', 'purchases', '--source', 'x')).toBe('错误：缺少参数“file”\n');
    expect(errorOf('import', 'purchases', 'x.csv', '--source', 'x', '--map', 'id')).toContain(
      '的值“id”无效。 “id”不是',
    );
    expect(errorOf('statsu')).toBe('错误：没有命令“statsu”\n（是否想用 status？）\n');
    expect(errorOf('status', '--jsn')).toContain('错误：没有选项“--jsn”');
    expect(errorOf('--lang', 'fr')).toContain('可选值：en, zh。');
    expect(errorOf('status', 'all')).toBe('错误：参数过多，应为 0 个，实际 1 个。\n');
  });
});
