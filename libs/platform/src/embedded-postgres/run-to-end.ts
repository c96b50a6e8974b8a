import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SystemUser } from './system-user.js';

const run = promisify(execFile);

/** Runs a program of PostgreSQL's to its end; its own words become the error's. */
export const runToEnd = async (file: string, args: readonly string[], runAs?: SystemUser): Promise<void> => {
  try {
    // The current folder may be one that `runAs` cannot enter.
    await run(file, args, { ...runAs, cwd: '/', env: { ...process.env, LC_ALL: 'C' } });
  } catch (cause) {
    const { stderr = '', message } = cause as { stderr?: string; message: string };
    throw new Error(`${file.split(/[\\/]/).pop()} failed: ${stderr.trim() || message}`, { cause });
  }
};
