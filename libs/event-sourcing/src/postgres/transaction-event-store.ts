import { ConcurrencyError } from '../domain-error.js';
import type { AppendResult, StreamAppend } from '../event-store.js';
import type { PreparedAppend } from '../prepared-append.js';
import type { Sql } from '../sql.js';
import { appendEvents } from './append-events.js';
import { observeAppend } from './observe-append.js';
import { SqlEventStore, type PostgresEventStoreOptions } from './sql-event-store.js';

/** A store on a caller's transaction. */
export class TransactionEventStore extends SqlEventStore {
  hasAppended = false;

  constructor(
    tx: Sql,
    options: PostgresEventStoreOptions,
    readonly onAppended: (listener: () => void) => () => void,
  ) {
    super(tx, options);
  }

  override async append(appends: readonly StreamAppend[]): Promise<AppendResult[]> {
    const results = await super.append(appends);
    const conflict = results.findIndex((result) => !result.ok);
    if (conflict >= 0) throw new ConcurrencyError(appends[conflict]!.stream);
    return results;
  }

  protected async appendPrepared(appends: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const results = await observeAppend(this.name, 'caller', appends, (all) =>
      appendEvents(this.sql, this.shards, all),
    );
    this.hasAppended ||= results.some((result) => result.ok);
    return results;
  }
}
