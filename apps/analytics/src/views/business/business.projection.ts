import { Injectable } from '@nestjs/common';
import { DIRECTORY_TYPES, FACT_TYPES } from '@clientele/contracts';
import type { FeedRecord, Sql, View } from '@clientele/event-sourcing';
import { applyDirectory, applyPurchases, createDirectory, createLedger } from '@clientele/platform';
import { applyBusiness } from './apply-business.js';
import { businessBatch, type MemberChange } from './business-batch.js';
import { createBusiness } from './business.tables.js';
import { concerned, restand, sumUp } from './sum-up.js';

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
    const directory = await applyDirectory(tx, records);
    const buyers = await applyPurchases(tx, records, directory);
    const batch = businessBatch(records);
    await applyBusiness(tx, batch);
    const keys = [...batch.firsts.keys(), ...directory.newKeys];
    const [described, stood] = partition(batch.members, saysWhoTheyAre);
    await restand(tx, stood);
    await sumUp(tx, new Set([...buyers, ...(await concerned(tx, described, keys))]));
  }
}

/** Ids of those that do, and of those that do not. */
const partition = (members: readonly MemberChange[], does: (member: MemberChange) => boolean): [string[], string[]] => [
  members.filter(does).map((member) => member.customerId),
  members.filter((member) => !does(member)).map((member) => member.customerId),
];

const saysWhoTheyAre = ({ registeredAt, classification }: MemberChange): boolean =>
  registeredAt !== undefined || classification !== undefined;
