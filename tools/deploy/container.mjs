import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs programs of a built image as it would: its folder, its environment and nothing of ours, its user where we are root. */
export class Container {
  constructor({ root, workdir, env, user, entrypoint, command, healthcheck }) {
    this.folder = join(root, workdir);
    this.environment = env;
    this.command = command;
    this.healthcheck = healthcheck;
    const [uid, gid] = (user ?? '').split(':').map(Number);
    this.user = process.getuid?.() === 0 ? { uid, gid } : {};
    if (entrypoint?.at(-1) !== 'node') throw new Error(`The entry point must end in node: ${entrypoint}`);
  }

  start(args, settings = {}) {
    const env = { ...this.environment, ...settings };
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, args, { cwd: this.folder, env, stdio, ...this.user });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const ended = new Promise((done, failed) => child.once('error', failed).once('close', (code) => done(code)));
    const said = (words) =>
      new Promise((done, failed) => {
        const look = () => words.test(output) && done(output);
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
        ended.then((code) => failed(new Error(`It ended with ${code} and never said ${words}:\n${output}`)), failed);
        look();
      });
    return { child, ended, said, output: () => output };
  }

  /** To its end, which is forced after so many milliseconds. */
  async run(args, settings = {}, within = 60_000) {
    const { child, ended, output } = this.start(args, settings);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), within);
    const code = await ended;
    clearTimeout(tooLong);
    return { code, output: output() };
  }
}
