import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ReadsView } from '@clientele/platform';
import {
  DistributionAnswer,
  GrowthAnswer,
  LeadConversionAnswer,
  OverviewAnswer,
  SalesAnswer,
} from './business.responses.js';
import { Range, RangeByPeriod } from './range.js';
import { ReportInterceptor } from './report.interceptor.js';
import { GetCustomerGrowth } from './reports/customer-growth.query.js';
import { GetDistribution } from './reports/distribution.query.js';
import { GetLeadConversion } from './reports/lead-conversion.query.js';
import { GetOverview } from './reports/overview.query.js';
import { GetSales } from './reports/sales.query.js';
import { type Trait, TRAITS } from './roll-ups/customer-roll-ups.js';

class DistributionQuery extends Range {
  @ApiProperty({ enum: TRAITS })
  @IsIn(TRAITS)
  of: Trait;
}

class LeadConversionQuery extends Range {
  @ApiPropertyOptional({ enum: ['channel'], default: 'channel' })
  @IsOptional()
  @IsIn(['channel'])
  by = 'channel' as const;
}

@ApiTags('reports')
@ApiProduces('application/json', 'text/csv')
@ApiHeader({ name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' })
@ReadsView('business')
@UseInterceptors(ReportInterceptor)
@Controller()
export class BusinessController {
  constructor(private readonly queries: QueryBus) {}

  @Get('overview')
  @ApiOperation({ summary: 'The figures of all, or of a range of days' })
  @ApiOkResponse({ type: OverviewAnswer })
  overview(@Query() range: Range): Promise<unknown> {
    return this.queries.execute(new GetOverview(range));
  }

  @Get('customer-growth')
  @ApiOperation({ summary: 'New customers and all so far; a customer counts from its first fact’s own date' })
  @ApiOkResponse({ type: GrowthAnswer })
  growth(@Query() range: RangeByPeriod): Promise<unknown> {
    return this.queries.execute(new GetCustomerGrowth(range));
  }

  @Get('sales')
  @ApiOperation({ summary: 'Purchases, buyers and revenue by period and currency, net of refunds' })
  @ApiOkResponse({ type: SalesAnswer })
  sales(@Query() range: RangeByPeriod): Promise<unknown> {
    return this.queries.execute(new GetSales(range));
  }

  @Get('distribution')
  @ApiOperation({ summary: 'Customers by what they are now; with a range, those who first came within it' })
  @ApiOkResponse({ type: DistributionAnswer })
  distribution(@Query() { of, ...range }: DistributionQuery): Promise<unknown> {
    return this.queries.execute(new GetDistribution(of, range));
  }

  @Get('lead-conversion')
  @ApiOperation({ summary: 'Leads and how many of them converted, by channel; the unknown channel has its own row' })
  @ApiOkResponse({ type: LeadConversionAnswer })
  leadConversion(@Query() range: LeadConversionQuery): Promise<unknown> {
    return this.queries.execute(new GetLeadConversion(range));
  }
}
