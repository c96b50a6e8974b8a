import { ApiProperty } from '@nestjs/swagger';

const AMOUNT = { type: String, example: '2500315.63', description: 'Decimal, net of refunds.' };
const PERIOD = { type: String, example: '1997-01', description: '1997-01, 1997-W01 or 1997-01-12.' };
const SHARE = { type: Number, example: 0.3854, description: 'Four decimals.' };

class RevenueAnswer {
  @ApiProperty({ type: String, example: 'USD' }) currency: string;
  @ApiProperty(AMOUNT) amount: string;
}

export class OverviewAnswer {
  @ApiProperty({ type: Number, description: 'First came within the range.' }) customers: number;
  @ApiProperty({ type: Number }) leads: number;
  @ApiProperty({ type: Number, description: 'Without cancelled ones.' }) purchases: number;
  @ApiProperty({ type: Number, description: 'Bought more than once within the range.' }) repeatBuyers: number;
  @ApiProperty({ type: [RevenueAnswer] }) revenue: RevenueAnswer[];
}

class GrowthRowAnswer {
  @ApiProperty(PERIOD) period: string;
  @ApiProperty({ type: Number }) new: number;
  @ApiProperty({ type: Number, description: 'Customers at the end of the period.' }) total: number;
}

export class GrowthAnswer {
  @ApiProperty({ type: [GrowthRowAnswer] }) rows: GrowthRowAnswer[];
}

class SalesRowAnswer {
  @ApiProperty(PERIOD) period: string;
  @ApiProperty({ type: Number }) purchases: number;
  @ApiProperty({ type: Number, description: 'Different customers.' }) buyers: number;
  @ApiProperty({ type: String, example: 'USD' }) currency: string;
  @ApiProperty(AMOUNT) revenue: string;
}

export class SalesAnswer {
  @ApiProperty({ type: [SalesRowAnswer] }) rows: SalesRowAnswer[];
}

class DistributionRowAnswer {
  @ApiProperty({ type: String, example: 'Google', description: '(unknown), or (none) for no segment.' }) value: string;
  @ApiProperty({ type: Number }) customers: number;
  @ApiProperty(SHARE) share: number;
}

export class DistributionAnswer {
  @ApiProperty({ type: [DistributionRowAnswer] }) rows: DistributionRowAnswer[];
}

class ConversionRowAnswer {
  @ApiProperty({ type: String, example: 'Google', description: '(unknown) where leads had none.' }) channel: string;
  @ApiProperty({ type: Number }) leads: number;
  @ApiProperty({ type: Number }) converted: number;
  @ApiProperty(SHARE) rate: number;
}

export class LeadConversionAnswer {
  @ApiProperty({ type: [ConversionRowAnswer] }) rows: ConversionRowAnswer[];
}
