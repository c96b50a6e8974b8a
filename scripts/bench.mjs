// npm run bench: how fast the product is, each figure against a floor or a peer of the same run.
import { runBench } from './run-bench.mjs';

const help = `Measures the product. What can be held against a floor or a peer is, by turns and in the same PostgreSQL: the ratio says
more than the figure, which is the machine's. Without a name, all benchmarks run one after the other.

  npm run bench                               all of them, some two hours
  npm run bench -- append-batch append-single
  npm run bench -- pipeline --quick           the short form: little of everything, to see that it runs

  append-batch    events appended in batches        against plain INSERTs of the same rows
  append-single   one event a transaction           against Emmett
  project         events through a projection       against a plain batched upsert
  rebuild         a view of 1,000,000 events anew   against Emmett
  ingest-http     leads acknowledged over HTTP      against a bare Fastify route
  pipeline        from HTTP to every view           against the same rows by plain INSERTs; embedded and over Kafka
  freshness       from acknowledged to visible      percentiles
  search          queries among 1,000,000 customers against the same by hand in SQL
  growth          cost of a fact by what is held    against the first
  import          a file of 1,000,000 rows          against COPY
  start           npm start to ready                empty and full

Prints a table, and writes it as JSON into bench/results. docs/benchmarks.md says what came of the last full run.
Those over Kafka need Java 17 or later and Maven.
`;

await runBench('main.ts', { help });
