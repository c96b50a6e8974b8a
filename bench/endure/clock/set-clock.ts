import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Loaded before a service. A file that is called after it says how many milliseconds its clock is off; it is looked at
// again and again, so that the clock jumps as one does that somebody sets. What runs on, such as timers, is not touched.

const LOOK_EVERY = 100;
const folder = process.env['CLIENTELE_ENDURE_CLOCKS'];
const service = /apps\/(\w+)\/dist\/main\.js$/.exec(process.argv[1] ?? '')?.[1];

if (folder !== undefined && service !== undefined) {
  const file = join(folder, service);
  const now = Date.now;
  let off = 0;
  const look = (): void => {
    try {
      off = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      off = 0;
    }
  };
  look();
  setInterval(look, LOOK_EVERY).unref();
  Date.now = () => now() + off;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args: [], asked) =>
      Reflect.construct(target, args.length === 0 ? [Date.now()] : args, asked) as Date,
    apply: () => new Date().toString(),
  });
}
