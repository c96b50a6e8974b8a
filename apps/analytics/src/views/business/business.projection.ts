import { Injectable } from '@nestjs/common';
import { DIRECTORY_TYPES, FACT_TYPES } from '@clientele/contracts';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { applyDirectory, applyPurchases, createDirectory, createLedger } from '@clientele/platform';
import { applyBusiness } from './apply-business.js';
import { businessBatch } from './business-batch.js';
import { createBusiness } from './business.tables.js';
import { concerned, restand, sumUp } from './sum-up.js';

/** How the business does: all that reports are made from. */
@Injectable()
export class BusinessView implements View {
  readonly name = 'business';
  readonly version = 3;
  readonly sources = {
    intake: FACT_TYPES,
    customers: [...DIRECTORY_TYPES, 'CustomerClassified'],
    interactions: ['PurchaseRefunded', 'PurchaseCancelled'],
    segmentation: ['LifecycleStageChanged', 'SegmentChanged'],
  };

  async create(tx: Sql): Promise<void> {
    await createDirectory(tx);
    await createLedger(tx);
    await createBusiness(tx);
  }

  async project(records: readonly FeedRecord[], tx: Sql): Promise<void> {
    const directory = await applyDirectory(tx, records);
    await applyPurchases(tx, records, directory);
    const { newFirsts, described, stood } = await applyBusiness(tx, businessBatch(records));
    await restand(tx, stood);
    const moved = directory.moved.flatMap(({ from, to }) => [from, to]);
    await sumUp(tx, new Set([...moved, ...(await concerned(tx, described, [...newFirsts, ...directory.newKeys]))]));
  }
}
