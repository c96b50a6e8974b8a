import { Module } from '@nestjs/common';
import { projections } from '@clientele/platform';
import { FactsController } from './fact/facts.controller.js';
import { FindReceiptHandler } from './fact/find-receipt.js';
import { TakeInHandler } from './fact/take-in.js';
import { BodyParsers } from './http/body-parsers.js';
import { ListRejectedHandler } from './views/rejected/list-rejected.js';
import { RejectedController } from './views/rejected/rejected.controller.js';
import { RejectedView } from './views/rejected/rejected.view.js';

@Module({
  controllers: [FactsController, RejectedController],
  providers: [BodyParsers, TakeInHandler, FindReceiptHandler, ListRejectedHandler, ...projections(RejectedView)],
})
export class IntakeModule {}
