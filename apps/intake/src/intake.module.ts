import { Module } from '@nestjs/common';
import { projections } from '@clientele/platform';
import { CloudEventsController } from './cloud-events/cloud-events.controller.js';
import { FactsController } from './fact/facts.controller.js';
import { FindReceiptHandler } from './fact/find-receipt.js';
import { TakeInHandler } from './fact/take-in.js';
import { BodyParsers } from './http/body-parsers.js';
import { ImportRunner } from './import/import-runner.js';
import { ImportStore } from './import/import-store.js';
import { ImportsController } from './import/imports.controller.js';
import { PreviewImport } from './import/preview-import.js';
import { Spool } from './import/spool.js';
import { Upload } from './import/upload.js';
import { ListRejectedHandler } from './views/rejected/list-rejected.js';
import { RejectedController } from './views/rejected/rejected.controller.js';
import { RejectedView } from './views/rejected/rejected.view.js';

@Module({
  controllers: [FactsController, CloudEventsController, ImportsController, RejectedController],
  providers: [
    BodyParsers,
    TakeInHandler,
    FindReceiptHandler,
    ImportStore,
    ImportRunner,
    Spool,
    Upload,
    PreviewImport,
    ListRejectedHandler,
    ...projections(RejectedView),
  ],
})
export class IntakeModule {}
