import type { AsyncApiChannel, AsyncApiDocument } from '@clientele/contracts';
import { chinese, escaped, prose } from './html.js';
import { messageHtml } from './message-html.js';

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:3rem auto;padding:0 1rem}
h2{margin-top:3rem;border-top:1px solid;padding-top:1rem}article{margin:2rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}
td:first-child{white-space:nowrap}tr{border-bottom:1px solid #8884}
pre{overflow-x:auto;padding:1rem;border:1px solid #8884;border-radius:.3rem}code,pre{font-size:.85em}`;

/** What each topic holds, for those who do not read the document. */
const CHINESE: Readonly<Record<string, string>> = {
  intake: '接收服务发布的事件：线索、购买、活动',
  customers: '客户服务发布的事件：登记、身份键、分类、合并',
  interactions: '互动服务发布的事件：退款、取消、手工活动',
  segmentation: '分群服务发布的事件：生命周期阶段、客户细分',
  'partner.leads': '合作方发送线索',
  'partner.purchases': '合作方发送购买',
  'partner.activities': '合作方发送活动',
  'partner.receipts': '给合作方的回执',
  'partner.rejected': '无法读取的记录',
};

/** The document to read: its topics, and what is in them. No scripts, so that the content security policy holds. */
export const asyncApiPage = (document: AsyncApiDocument): string => {
  const channels = Object.entries(document.channels);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(document.info.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Clientele: events ${chinese('事件')}</h1>
<p>${prose(document.info.description)}</p>
<p><a href="/docs/asyncapi.json">AsyncAPI 3.0 (JSON)</a> · <a href="/docs">HTTP API ${chinese('接口文档')}</a></p>
<h2>Topics ${chinese('主题')}</h2>
<ul>
${channels.map(([id, { address }]) => `<li><a href="#${id}"><code>${address}</code></a> ${inChinese(id)}</li>`).join('\n')}
</ul>
${channels.map(([id, channel]) => topicHtml(document, id, channel)).join('\n')}
</body>
</html>
`;
};

const inChinese = (id: string): string => chinese(CHINESE[id] ?? '');

const topicHtml = ({ operations, components }: AsyncApiDocument, id: string, channel: AsyncApiChannel): string => {
  const { partitions } = channel.bindings.kafka;
  const uses = Object.values(operations).filter(({ channel: { $ref } }) => $ref === `#/channels/${id}`);
  return `<section>
<h2 id="${id}">${escaped(channel.title)} ${inChinese(id)}</h2>
<p><code>${channel.address}</code> · ${partitions} partitions ${chinese('分区')}</p>
<p>${prose(channel.description)}</p>
${uses.map(({ summary }) => `<p>${prose(summary)}</p>`).join('\n')}
${Object.keys(channel.messages)
  .map((name) => messageHtml(components.messages[name]!))
  .join('\n')}
</section>`;
};
