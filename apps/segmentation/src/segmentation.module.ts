import { Module } from '@nestjs/common';
import { projections } from '@clientele/platform';
import { ChangeLifecycleRuleHandler } from './lifecycle-rule/change-lifecycle-rule.js';
import { LifecycleRuleController } from './lifecycle-rule/lifecycle-rule.controller.js';
import { GetSegmentsHandler } from './segments/segments.query.js';
import { PlaceCustomers } from './standing/place-customers.js';
import { PlacingPace } from './standing/placing-pace.js';
import { PlacingWorker } from './standing/placing-worker.js';
import { WhatChanged } from './standing/what-changed.js';
import { GetCustomerStandingHandler } from './views/value/customer-standing.query.js';
import { GetMembersHandler } from './views/value/members.query.js';
import { GetRfmHandler } from './views/value/rfm.query.js';
import { ValueController } from './views/value/value.controller.js';
import { ValueView } from './views/value/value.projection.js';

const queries = [GetRfmHandler, GetMembersHandler, GetSegmentsHandler, GetCustomerStandingHandler];

@Module({
  controllers: [ValueController, LifecycleRuleController],
  providers: [
    ChangeLifecycleRuleHandler,
    ...queries,
    ...projections(ValueView),
    PlaceCustomers,
    WhatChanged,
    { provide: PlacingPace, useValue: new PlacingPace() },
    PlacingWorker,
  ],
})
export class SegmentationModule {}
