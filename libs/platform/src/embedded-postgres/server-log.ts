import { open, rename, stat } from 'node:fs/promises';

/** What the server says: in a file, since a pipe that nobody empties would stop it. */
export interface ServerLog {
  readonly descriptor: number;
  /** Why this start failed, in the server's words. */
  causes(): Promise<string>;
  /** For this process; the server keeps writing. */
  close(): Promise<void>;
}

const LONGEST = 10 * 1024 * 1024;
const MOST_READ = 64 * 1024;

const sizeOf = async (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** `<data directory>.log`; one that has become long is kept beside as `.log.1`. */
export const openServerLog = async (dataDirectory: string): Promise<ServerLog> => {
  const file = `${dataDirectory}.log`;
  if ((await sizeOf(file)) > LONGEST) await rename(file, `${file}.1`);
  const handle = await open(file, 'a+', 0o600);
  const { size: begin } = await handle.stat();
  return {
    descriptor: handle.fd,
    causes: async () => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_READ), 0, MOST_READ, begin);
      const words = buffer.toString('utf8', 0, bytesRead);
      const causes = words.split('\n').filter((line) => /FATAL|PANIC|ERROR|HINT/.test(line));
      return causes.join(' ') || words.trim();
    },
    close: () => handle.close(),
  };
};
