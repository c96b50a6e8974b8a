import { Module } from '@nestjs/common';
import { projections } from '@clientele/platform';
import { BusinessController } from './views/business/business.controller.js';
import { BusinessView } from './views/business/business.projection.js';
import { GetCustomerGrowthHandler } from './views/business/reports/customer-growth.query.js';
import { GetDistributionHandler } from './views/business/reports/distribution.query.js';
import { GetLeadConversionHandler } from './views/business/reports/lead-conversion.query.js';
import { GetOverviewHandler } from './views/business/reports/overview.query.js';
import { GetSalesHandler } from './views/business/reports/sales.query.js';

@Module({
  controllers: [BusinessController],
  providers: [
    GetOverviewHandler,
    GetCustomerGrowthHandler,
    GetSalesHandler,
    GetDistributionHandler,
    GetLeadConversionHandler,
    ...projections(BusinessView),
  ],
})
export class AnalyticsModule {}
