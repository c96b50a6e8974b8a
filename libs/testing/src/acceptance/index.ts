export { cdnowAcceptance } from './cdnow-acceptance.js';
export { CDNOW_IMPORT, expectCdnowFigures } from './cdnow-figures.js';
export { cdnowRows, overviewOf } from './cdnow-rows.js';
export { leadsAcceptance } from './leads-acceptance.js';
export { Product, type CommandResult, type RunningProduct } from './product.js';
