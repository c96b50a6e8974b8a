import { readFileSync } from 'node:fs';

/** A setting from outside that cannot be used; the message says which and what it may be. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

/** Reads environment variables and collects what is wrong with them, so that all is said at once. An empty one is unset. */
export class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  text(name: string): string | undefined {
    return this.environment[name]?.trim() || undefined;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    return this.refuse(`${name} must be a whole number from ${least} to ${most}; it is "${text}".`);
  }

  flag(name: string): boolean | undefined {
    const text = this.oneOf(name, ['true', 'false']);
    return text === undefined ? undefined : text === 'true';
  }

  /** Separated by commas. Which of them are wrong is told by number: what is no address may hold a password. */
  list(name: string, wanted: string, isRight: (item: string) => boolean): string[] {
    const items = (this.text(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    const wrong = items.flatMap((item, index) => (isRight(item) ? [] : [index + 1]));
    if (wrong.length > 0)
      this.refuse(`${name} must list ${wanted}, separated by commas; wrong: number ${wrong.join(', ')}.`);
    return items;
  }

  /** The text of the file that the variable names. */
  file(name: string): string | undefined {
    const path = this.text(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      return this.refuse(`${name} must name a file that can be read: ${(error as Error).message}.`);
    }
  }

  ratio(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    return value >= 0 && value <= 1 ? value : this.refuse(`${name} must be a number from 0 to 1; it is "${text}".`);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = allowed.find((value) => value === text);
    return found ?? this.refuse(`${name} must be one of ${allowed.join(', ')}; it is "${text}".`);
  }

  country(name: string): string | undefined {
    const text = this.text(name)?.toUpperCase();
    if (text === undefined || /^[A-Z]{2}$/.test(text)) return text;
    return this.refuse(`${name} must be a country's two letters (ISO 3166-1), e.g. US or CN; it is "${text}".`);
  }

  secret(name: string, least: number): string | undefined {
    const text = this.text(name);
    if (text === undefined || text.length >= least) return text;
    return this.refuse(`${name} must have at least ${least} characters.`);
  }

  /** The value is not repeated in the message: it may hold a password. */
  postgresUrl(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const protocol = URL.parse(text)?.protocol;
    if (protocol === 'postgres:' || protocol === 'postgresql:') return text;
    return this.refuse(`${name} must look like postgres://user:password@host:5432/.`);
  }

  refuse(problem: string): undefined {
    this.problems.push(problem);
    return undefined;
  }
}
