import { Injectable } from '@nestjs/common';
import { DIRECTORY_TYPES } from '@clientele/contracts';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { applyDirectory, applyPurchases, createDirectory, createLedger } from '@clientele/platform';
import { addGains, sumUp } from './sum-up.js';
import { createSummaries, tellChanged } from './value.tables.js';

/** Of its tables. */
export const VALUE_VERSION = 5;

/** Who bought what, when and for how much: all that scores and stages are computed from. */
@Injectable()
export class ValueView implements View {
  readonly name = 'value';
  readonly version = VALUE_VERSION;
  readonly sources = {
    intake: ['PurchaseReceived'],
    customers: DIRECTORY_TYPES,
    interactions: ['PurchaseRefunded', 'PurchaseCancelled'],
  };

  async create(tx: Sql): Promise<void> {
    await createDirectory(tx);
    await createLedger(tx);
    await createSummaries(tx);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    const directory = await applyDirectory(tx, records);
    const { gains, unsettled } = await applyPurchases(tx, records, directory);
    await addGains(tx, gains);
    await sumUp(tx, unsettled);
    await tellChanged(tx, [...directory.customers, ...gains.map((gain) => gain.customerId), ...unsettled]);
  }
}
