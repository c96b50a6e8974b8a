import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { projections } from '@clientele/platform';
import { AddNoteHandler } from './customer/add-note.js';
import { ChangeCustomerHandler } from './customer/change-customer.js';
import { ClassifyCustomerHandler } from './customer/classify-customer.js';
import { CustomerRefs } from './customer/customer-refs.js';
import { CustomerController } from './customer/customer.controller.js';
import { MergeController } from './customer/merge.controller.js';
import { MergeCustomersHandler, UnmergeCustomersHandler } from './customer/merge-customers.js';
import { RegisterCustomerHandler } from './customer/register-customer.js';
import { TagCustomerHandler, UntagCustomerHandler } from './customer/tag-customer.js';
import { DismissPossibleDuplicateHandler } from './possible-duplicate/dismiss-possible-duplicate.js';
import { PossibleDuplicateController } from './possible-duplicate/possible-duplicate.controller.js';
import { RegisterFromFacts } from './reactions/register-from-facts.js';
import { DuplicatesController } from './views/duplicates/duplicates.controller.js';
import { DuplicatesView } from './views/duplicates/duplicates.projection.js';
import { ListDuplicatesHandler } from './views/duplicates/list-duplicates.js';
import { GetHistoryHandler } from './views/history/get-history.js';
import { HistoryController } from './views/history/history.controller.js';
import { GetProfileAsOfHandler } from './views/profile/get-profile-as-of.js';
import { GetProfileHandler } from './views/profile/get-profile.js';
import { ProfileController } from './views/profile/profile.controller.js';
import { ProfileView } from './views/profile/profile.projection.js';
import { SearchCustomersHandler } from './views/profile/search-customers.js';

const commands = [
  RegisterCustomerHandler,
  ChangeCustomerHandler,
  ClassifyCustomerHandler,
  TagCustomerHandler,
  UntagCustomerHandler,
  AddNoteHandler,
  MergeCustomersHandler,
  UnmergeCustomersHandler,
  DismissPossibleDuplicateHandler,
];
const queries = [
  GetProfileHandler,
  GetProfileAsOfHandler,
  SearchCustomersHandler,
  GetHistoryHandler,
  ListDuplicatesHandler,
];

@Module({
  imports: [CqrsModule.forRoot()],
  controllers: [
    CustomerController,
    MergeController,
    ProfileController,
    HistoryController,
    PossibleDuplicateController,
    DuplicatesController,
  ],
  providers: [CustomerRefs, ...commands, ...queries, ...projections(ProfileView, DuplicatesView, RegisterFromFacts)],
})
export class CustomersModule {}
