import type { Ledger } from '../load/ledger.ts';
import type { World } from '../world.ts';
import { checkBusiness } from './check-business.ts';
import { checkCustomers } from './check-customers.ts';
import { checkHistory } from './check-history.ts';
import { checkMembers } from './check-members.ts';
import { checkReceipts } from './check-receipts.ts';
import { checkRebuilds } from './check-rebuilds.ts';
import { checkRows } from './check-rows.ts';
import { checkStores } from './check-stores.ts';
import { checkTimelines } from './check-timelines.ts';
import { checkValue } from './check-value.ts';
import type { Finding } from './finding.ts';

const checkAnswers = ({ wrongAnswers }: Ledger): Finding[] => wrongAnswers;

const CHECKS = [
  checkAnswers,
  checkStores,
  checkCustomers,
  checkTimelines,
  checkBusiness,
  checkValue,
  checkMembers,
  checkHistory,
  checkRows,
];

/** Holds every view of every service against what was acknowledged; with nothing under way. */
export const checkAll = async (world: World, patience?: number): Promise<Finding[]> => [
  ...(await checkViews(world)),
  ...(await checkRebuilds(world.cluster, world.product, patience)),
];

/** As they are served. */
export const checkViews = async (world: World): Promise<Finding[]> => {
  const { ledger, product } = world;
  const findings = await checkReceipts(world);
  for (const check of CHECKS) findings.push(...(await check(ledger, product)));
  return findings;
};
