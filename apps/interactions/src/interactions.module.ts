import { Module } from '@nestjs/common';
import { projections } from '@clientele/platform';
import { ActivityController } from './activity/activity.controller.js';
import { CorrectActivityHandler } from './activity/correct-activity.js';
import { LogActivityHandler } from './activity/log-activity.js';
import { WithdrawActivityHandler } from './activity/withdraw-activity.js';
import { CancelPurchaseHandler } from './purchase/cancel-purchase.js';
import { PurchaseController } from './purchase/purchase.controller.js';
import { RefundPurchaseHandler } from './purchase/refund-purchase.js';
import { ChangeTaskHandler } from './task/change-task.js';
import { CloseTaskHandler } from './task/close-task.js';
import { OpenTaskHandler } from './task/open-task.js';
import { ReopenTaskHandler } from './task/reopen-task.js';
import { TaskController } from './task/task.controller.js';
import { TasksController } from './views/tasks/tasks.controller.js';
import { TasksView } from './views/tasks/tasks.projection.js';
import { GetTasksHandler } from './views/tasks/tasks.query.js';
import { TimelineController } from './views/timeline/timeline.controller.js';
import { TimelineView } from './views/timeline/timeline.projection.js';
import { GetTimelineHandler } from './views/timeline/timeline.query.js';
import { GetWaitingHandler } from './views/timeline/waiting.query.js';

const commands = [
  RefundPurchaseHandler,
  CancelPurchaseHandler,
  LogActivityHandler,
  CorrectActivityHandler,
  WithdrawActivityHandler,
  OpenTaskHandler,
  ChangeTaskHandler,
  CloseTaskHandler,
  ReopenTaskHandler,
];
const queries = [GetTimelineHandler, GetWaitingHandler, GetTasksHandler];

@Module({
  controllers: [TimelineController, TasksController, TaskController, ActivityController, PurchaseController],
  providers: [...commands, ...queries, ...projections(TimelineView, TasksView)],
})
export class InteractionsModule {}
