import { Injectable } from '@nestjs/common';
import { DIRECTORY_TYPES, FACT_TYPES } from '@clientele/contracts';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { applyDirectory, applyPurchases, createDirectory, createLedger } from '@clientele/platform';
import { applyBusiness } from './apply-business.js';
import { businessBatch } from './business-batch.js';
import { createBusiness } from './business.tables.js';
import { concerned, sumUp } from './sum-up.js';

/** How the business does: all that reports are made from. */
@Injectable()
export class BusinessView implements View {
  readonly name = 'business';
  readonly version = 1;
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
    // Before there are statistics, plans look costly, and to compile them would take longer than to run them.
    await tx.query('SET LOCAL jit = off');
    const directory = await applyDirectory(tx, records);
    const buyers = await applyPurchases(tx, records, directory);
    const batch = businessBatch(records);
    await applyBusiness(tx, batch);
    const keys = [...batch.firsts.keys(), ...directory.newKeys];
    const ids = batch.members.map((member) => member.customerId);
    await sumUp(tx, new Set([...buyers, ...(await concerned(tx, ids, keys))]));
  }
}
