import { escaped } from '../asyncapi/html.js';
import type { ServiceDefinition } from '../service-definition.js';
import type { ServiceName } from '../service-names.js';

type Described = Pick<ServiceDefinition, 'name' | 'description'>;

const CHINESE: Readonly<Record<ServiceName, string>> = {
  intake: '接收线索、购买和活动记录；导入文件。',
  customers: '客户是谁：身份、资料、分类、标签、备注、合并。',
  interactions: '与客户的往来：购买、电话、邮件、消息、拜访、任务。',
  segmentation: '客户的价值与分群：RFM、生命周期。',
  analytics: '业务概况：增长、销售、分布、线索转化。',
};

/** A read that shows something at once, by service. */
const FIRST_LOOK: Readonly<Record<ServiceName, string>> = {
  intake: '/intake/v1/imports',
  customers: '/customers/v1/customers',
  interactions: '/interactions/v1/tasks',
  segmentation: '/segmentation/v1/rfm',
  analytics: '/analytics/v1/overview',
};

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}
dt{font-weight:600;margin-top:1rem}dd{margin:0}code{font-size:.9em}`;

export const landingPage = (services: readonly Described[]): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clientele</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Clientele</h1>
<p>It is running. <a href="/docs">API documentation</a> · <a href="/docs/asyncapi">Events</a> · <a href="/health/ready">Health</a></p>
<p lang="zh-CN">系统已启动。<a href="/docs">接口文档</a> · <a href="/docs/asyncapi">事件文档</a> · <a href="/health/ready">健康状态</a></p>
<dl>
${services.map(entry).join('\n')}
</dl>
<h2>Bring something in <span lang="zh-CN">导入数据</span></h2>
<p><code>npm run clientele -- import purchases samples/purchases.csv --help</code></p>
</body>
</html>
`;

const entry = ({ name, description }: Described): string => `<dt>${name}</dt>
<dd>${escaped(description)}</dd>
<dd lang="zh-CN">${CHINESE[name]}</dd>
<dd><a href="${FIRST_LOOK[name]}">${FIRST_LOOK[name]}</a> · <a href="/${name}/v1/operations/status">status 状态</a></dd>`;
