import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Actor, IdPipe, written } from '@clientele/platform';
import { CustomerRefs } from './customer-refs.js';
import { MergeRequest } from './customer.requests.js';
import { MergeCustomers, UnmergeCustomers } from './merge-customers.js';

@ApiTags('customers')
@Controller('customers/:ref/merges')
export class MergeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly refs: CustomerRefs,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Merges another customer into this one',
    description:
      'Nothing is moved: the other keeps its keys, facts and profile, which count for this one while it holds.',
  })
  @ApiResponse({ status: 409, description: '`CustomerAlreadyMerged` or `MergeInACircle`.' })
  async merge(@Param('ref') ref: string, @Body() { customerId }: MergeRequest, @Actor() actor: string) {
    const into = await this.refs.own(ref);
    const changed = await this.commands.execute(new MergeCustomers(customerId, into, { actor }));
    return written({ id: into, merged: customerId }, { changed: [changed] });
  }

  @Delete(':customerId')
  @ApiOperation({
    summary: 'Undoes a merge: the other customer stands alone again, with all that came for it meanwhile',
  })
  @ApiResponse({ status: 409, description: '`CustomerNotMerged`.' })
  async unmerge(@Param('ref') ref: string, @Param('customerId', IdPipe) customerId: string, @Actor() actor: string) {
    const from = await this.refs.own(ref);
    const changed = await this.commands.execute(new UnmergeCustomers(customerId, from, { actor }));
    return written({ id: from, unmerged: customerId }, { changed: [changed] });
  }
}
