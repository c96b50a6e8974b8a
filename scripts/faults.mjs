// npm run bench:faults: what becomes of the product when something dies under it.
import { runBench } from './run-bench.mjs';

const help = `Breaks something under load, and holds every view against what was acknowledged: each record in every view exactly once,
the order of each stream kept, and nothing for anybody to do by hand. Each run starts a cluster of its own (Kafka,
PostgreSQL, the five services as processes, a gateway) in a temporary folder, and needs Java 17 or later and Maven.

  npm run bench:faults -- broker-killed       Kafka is killed and started again
  npm run bench:faults -- postgres-killed     PostgreSQL is
  npm run bench:faults -- services-killed     a random service is, 20 times
  npm run bench:faults -- zombie              a process is halted for longer than its session, and woken
  npm run bench:faults -- rebalance           processes are added and removed
  npm run bench:faults -- offsets-deleted     Kafka forgets how far the services have read
  npm run bench:faults -- gap                 Kafka throws away what they have not read
  npm run bench:faults -- takeover            one of two processes dies: the other has its shards within 15 s
  npm run bench:faults -- all                 one after the other

  --seed 7       the same choices as another run; a random one unless said
  --seconds 60   of load, at least; 60 unless said, 10 with --quick
  --quick        one stroke of each, as CI does it

The last line of a run is its verdict; the exit code is 1 where one failed. Results and logs lie in bench/results.
docs/faults.md says what each run does, and what came of the last ones.
`;

await runBench('faults/main.ts', { help, needsArguments: true });
