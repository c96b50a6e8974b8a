// npm run endure: the product under load for a long time, while one thing after the other dies under it.
import { runBench } from './run-bench.mjs';

const help = `Keeps the product busy, deals it one fault after the other, and in the end holds every view against what was acknowledged.
It starts a cluster of its own (Kafka, PostgreSQL, the five services and the gateway as processes) in a temporary folder,
and needs Java 17 or later and Maven.

  npm run endure                              2 minutes
  npm run endure -- --minutes 60 --seed 7     an hour, with the same choices as another run of that seed
  npm run endure -- --replicas 2              two processes of each service
  npm run endure -- --rate 200                up to 200 records and commands a second; 80 unless said

The load: records one by one, in lists, as NDJSON, as CSV files and by partners' topics; refunds, corrections, renamings,
merges and un-merges; searches, timelines, segments and reports; views that are built anew.
The faults, in a random order: kill -9 of a service, of the gateway, of PostgreSQL, of Kafka; a process that is halted; a
clock that is set back; PostgreSQL's disk full, or slow. The last two need root on Linux, and are skipped elsewhere, which is
said.

Tells what it does and how far it is. The exit code is 1 where anything was lost, doubled, out of order or wrong, or did
not recover within five minutes. The figures lie in bench/results/endure-SEED.json, what the processes said beside it in
endure-SEED.log. docs/endurance.md says how to read them.
`;

await runBench('endure/main.ts', { help });
