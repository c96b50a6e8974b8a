import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { isTransient, withTraceparent, type TransactionalEventStore } from '@clientele/event-sourcing';
import { Config, Database, EVENT_STORE, LOGGER, SubscriptionHost, type Logger } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { BROKEN_OFF } from './import-record.js';
import { ImportRun, type RunTools } from './import-run.js';
import { ImportStore } from './import-store.js';
import { Spool } from './spool.js';

const POLL = 2_000;
const AT_ONCE = 2;
/** Seconds without a sign of the process that takes an upload. */
const FORSAKEN_AFTER = 20;
const MOST_FAILURES = 5;
const LOCK = "hashtextextended('import ' || $1, 0)";

/**
 * Takes uploaded files in, in the background. One that a process left half-way, whatever became of it, goes on here or in
 * any other: each is under a lock of the database session, which ends with the process.
 */
@Injectable()
export class ImportRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, { bytesRead: number; count: number }>();
  private readonly tools: RunTools;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopping = false;
  private lookAgain = false;

  constructor(
    private readonly database: Database,
    @Inject(EVENT_STORE) store: TransactionalEventStore,
    private readonly imports: ImportStore,
    spool: Spool,
    keys: IdentityKeys,
    { defaultCountry }: Config,
    host: SubscriptionHost,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.tools = { store, imports, spool, context: { keys, defaultCountry } };
    host.reportPending('imports', () => imports.pending(FORSAKEN_AFTER));
  }

  onApplicationBootstrap(): void {
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.looking;
    await Promise.all(this.running.values());
  }

  /** Looks for work at once; what it finds belongs to no trace, least of all to that of the request that wakes it. */
  wake(): void {
    withTraceparent(undefined, () => this.lookOut());
  }

  private lookOut(): void {
    clearTimeout(this.timer);
    this.lookAgain = this.looking !== undefined;
    this.looking ??= this.look()
      .catch((error: unknown) => this.logger.error({ error: wordsOf(error) }, 'looking for imports failed'))
      .finally(() => {
        this.looking = undefined;
        if (this.stopping) return;
        if (this.lookAgain) this.wake();
        else this.timer = setTimeout(() => this.wake(), POLL).unref();
      });
  }

  private async look(): Promise<void> {
    for (const id of await this.imports.forsaken(FORSAKEN_AFTER)) await this.imports.end(id, 'interrupted', BROKEN_OFF);
    for (const id of await this.imports.open()) {
      if (this.stopping || this.running.size >= AT_ONCE) return;
      if (!this.running.has(id)) this.begin(id);
    }
  }

  private begin(id: string): void {
    const run = this.alone(id)
      .catch((error: unknown) => this.failed(id, error).then(() => false))
      .catch((error: unknown) => this.logger.error({ import: id, error: wordsOf(error) }, 'import failed'))
      .then((ended) => {
        this.running.delete(id);
        // There is room for the next. One that failed, or that another process has, waits for the next poll.
        if (ended && !this.stopping) this.wake();
      });
    this.running.set(id, run);
  }

  /** Only while no other process has it. Tells whether it is over. */
  private async alone(id: string): Promise<boolean> {
    const client = await this.database.pool.connect();
    let broken: Error | undefined;
    const lost = (error: Error) => (broken = error);
    client.on('error', lost);
    try {
      const lock = await client.query<{ mine: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS mine`, [id]);
      if (!lock.rows[0]?.mine) return false;
      await this.run(id);
      await client.query(`SELECT pg_advisory_unlock(${LOCK})`, [id]);
      return true;
    } catch (error) {
      // With the session, its lock goes, too.
      broken ??= error as Error;
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }

  private async run(id: string): Promise<void> {
    const record = await this.imports.get(id);
    if (record.status !== 'running') return;
    await this.imports.started(id);
    await new ImportRun(record, this.tools, () => this.stopping).go();
    this.failures.delete(id);
  }

  /**
   * Tries again later; one that fails again and again at the same row is given up. Not where the database is to blame: a
   * file that was taken up waits until that is well again.
   */
  private async failed(id: string, error: unknown): Promise<void> {
    this.logger.error({ import: id, error: wordsOf(error) }, 'import interrupted by an error');
    if (isTransient(error)) return;
    const { bytesRead } = await this.imports.get(id);
    const before = this.failures.get(id);
    const count = before?.bytesRead === bytesRead ? before.count + 1 : 1;
    this.failures.set(id, { bytesRead, count });
    if (count < MOST_FAILURES) return;
    const words =
      'Something failed on our side, again and again at the same row; it is in the log. What was taken in before it stays.';
    await this.imports.end(id, 'failed', words);
    this.failures.delete(id);
  }
}

/** Not the whole error: PostgreSQL's detail may quote a row. */
const wordsOf = (error: unknown): object =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { message: String(error) };
