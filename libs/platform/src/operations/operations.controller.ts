import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import type { Replayed } from '@clientele/event-sourcing';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../http/page-query.js';
import type { OperationsStatus } from '../subscriptions/operations-status.js';
import { SubscriptionHost } from '../subscriptions/subscription-host.js';
import { parkedPage, type ParkedPage } from './parked-page.js';

export class ReplayRequest {
  @ApiProperty({ type: String, description: 'The view or reaction.' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  subscription: string;

  @ApiPropertyOptional({ type: String, description: 'Only this stream; all that are parked without it.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  stream?: string;
}

export class ParkedQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Only this view or reaction.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subscription?: string;
}

@ApiTags('operations')
@Controller('operations')
export class OperationsController {
  constructor(private readonly host: SubscriptionHost) {}

  @Get('status')
  @ApiOperation({ summary: 'How far views and reactions have come, and what is pending' })
  @ApiOkResponse({ description: 'Lag is the number of events not looked at yet.' })
  status(): Promise<OperationsStatus> {
    return this.host.status();
  }

  @Post('views/:name/rebuild')
  @HttpCode(202)
  @ApiOperation({ summary: 'Build a view anew beside the serving one, and swap it in' })
  @ApiAcceptedResponse({ description: 'Begun; `rebuilding` in the status tells how far it is.' })
  async rebuild(@Param('name') name: string): Promise<{ view: string; state: 'rebuilding' }> {
    await this.host.rebuild(name);
    return { view: name, state: 'rebuilding' };
  }

  @Get('parked')
  @ApiOperation({ summary: 'Streams held back because one of their records failed' })
  @ApiOkResponse({ description: 'The error, since when, and how many records wait.' })
  parked(@Query() query: ParkedQuery): Promise<ParkedPage> {
    return parkedPage(this.host, query);
  }

  @Post('parked/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hand parked records to the projection again, in order' })
  @ApiOkResponse({ description: 'How many streams go on, and how many failed again.' })
  replay(@Body() { subscription, stream }: ReplayRequest): Promise<Replayed> {
    return this.host.replay(subscription, stream);
  }
}
