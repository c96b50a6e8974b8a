import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { lastOf, ReadsView, utc, written } from '@clientele/platform';
import { CustomerRefs } from '../../customer/customer-refs.js';
import { GetProfileAsOf } from './get-profile-as-of.js';
import { GetProfile } from './get-profile.js';
import { ProfileQuery, SearchQuery } from './profile.requests.js';
import { CustomerPageResponse, CustomerResponse } from './profile.responses.js';
import { SearchCustomers } from './search-customers.js';

@ApiTags('customers')
@ReadsView('profile')
@Controller('customers')
export class ProfileController {
  constructor(
    private readonly queries: QueryBus,
    private readonly refs: CustomerRefs,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Searches customers, newest first',
    description:
      '`q` is part of a name, company, e-mail address, phone number or external id, in any script; of several words, ' +
      'each must be found. Case, accents and full-width forms do not matter. Plain words of one or two letters find ' +
      'what begins with them.',
  })
  @ApiOkResponse({ type: CustomerPageResponse })
  search(@Query() { limit, cursor, total, registeredFrom: from, registeredTo: to, ...filter }: SearchQuery) {
    const range = { ...(from && { registeredFrom: utc(from) }), ...(to && { registeredTo: lastOf(to) }) };
    return this.queries.execute(new SearchCustomers({ ...filter, ...range }, { limit, cursor, total }));
  }

  @Get(':ref')
  @ApiOperation({
    summary: 'A customer, by id, external id as `source:id`, e-mail address or phone number with +',
    description:
      'One who was merged answers as the customer it counts for. With `asOf` it is the profile at that moment: what facts ' +
      'with an own date up to then told, and what was changed by hand up to then; facts that came late count by their own ' +
      'date. Add `knownAt` to leave out what was recorded after a moment, such as those late facts.',
  })
  @ApiOkResponse({ type: CustomerResponse })
  async profile(@Param('ref') ref: string, @Query() { asOf, knownAt }: ProfileQuery) {
    const id = await this.refs.own(ref);
    const moment = asOf ?? knownAt;
    if (moment !== undefined) {
      const known = knownAt === undefined ? undefined : new Date(lastOf(knownAt));
      return this.queries.execute(new GetProfileAsOf(id, new Date(lastOf(moment)), known));
    }
    const profile = await this.queries.execute(new GetProfile(id));
    return written(profile, { changed: [], etag: profile.version });
  }
}
