import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, IdPipe, written } from '@clientele/platform';
import { DismissalRequest } from '../customer/customer.requests.js';
import { DismissPossibleDuplicate } from './dismiss-possible-duplicate.js';

@ApiTags('possible duplicates')
@Controller('possible-duplicates')
export class PossibleDuplicateController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/dismissal')
  @HttpCode(200)
  @ApiOperation({ summary: 'Says that the two are not one person; they are not reported again' })
  async dismiss(@Param('id', IdPipe) id: string, @Body() { reason }: DismissalRequest, @Actor() actor: string) {
    const changed = await this.commands.execute(new DismissPossibleDuplicate(id, reason, { actor }));
    return written({ id: changed.id, status: 'dismissed' }, { changed: [changed] });
  }
}
