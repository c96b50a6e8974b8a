import type { AsyncApiMessage, JsonSchema } from '@clientele/contracts';
import { chinese, escaped, prose } from './html.js';
import { schemaRows, type SchemaRow } from './schema-rows.js';

/** One message: what it is, its fields, its headers, and what it looks like. */
export const messageHtml = ({
  name,
  title,
  summary,
  headers,
  payload,
  bindings,
  examples,
}: AsyncApiMessage): string => `
<article>
<h3 id="${escaped(name)}">${escaped(title)} <code>${escaped(name)}</code></h3>
<p>${prose(summary)}</p>
<p>Key ${chinese('键')}: ${prose(bindings.kafka.key.description ?? '')}</p>
${payload ? table(`Fields ${chinese('字段')}`, payload) : ''}
<details>
<summary>Headers ${chinese('消息头')}</summary>
${table('', headers)}
</details>
${examples.map(exampleHtml).join('')}
</article>`;

const table = (heading: string, schema: JsonSchema): string => `${heading && `<h4>${heading}</h4>`}
<table>
<thead><tr><th>Name ${chinese('名称')}</th><th>Form ${chinese('格式')}</th><th>Meaning ${chinese('含义')}</th></tr></thead>
<tbody>
${schemaRows(schema).map(row).join('\n')}
</tbody>
</table>`;

const row = ({ name, type, isNeeded, description }: SchemaRow): string => {
  const optional = isNeeded ? '' : ` <small>may be absent ${chinese('可省略')}</small>`;
  return `<tr><td><code>${escaped(name)}</code></td><td>${escaped(type)}${optional}</td><td>${prose(description)}</td></tr>`;
};

const exampleHtml = ({ headers, payload }: AsyncApiMessage['examples'][number]): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [...lines, ...(payload ? ['', JSON.stringify(payload, null, 2)] : [])].join('\n');
  return `<h4>Sample ${chinese('示例')}</h4>\n<pre>${escaped(text)}</pre>`;
};
