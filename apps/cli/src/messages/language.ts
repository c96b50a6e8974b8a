import { en } from './en.js';
import { zh } from './zh.js';

export type Messages = typeof en;

export type Language = 'en' | 'zh';

/** `--lang zh`, or what the terminal is set to. */
export const languageOf = (argv: readonly string[], environment: NodeJS.ProcessEnv): Language => {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const asked = argv[at]?.split('=')[1] ?? (at < 0 ? undefined : argv[at + 1]);
  const set = asked || environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return set.startsWith('zh') ? 'zh' : 'en';
};

export const messagesIn = (language: Language): Messages => ({ en, zh })[language];
