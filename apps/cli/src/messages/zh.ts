import type { Messages } from './language.js';
import { optionNotes, usageError } from './zh-usage.js';

const numbers = new Intl.NumberFormat('zh');
const count = (value: number): string => numbers.format(value);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const time = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} 秒` : `${Math.floor(seconds / 60)} 分 ${Math.round(seconds % 60)} 秒`;

const states: Record<string, string> = { running: '运行中', 'backing-off': '等待重试', stopped: '已停止' };
const importStates: Record<string, string> = {
  uploading: '上传中',
  running: '导入中',
  done: '完成',
  interrupted: '中断',
  failed: '失败',
};

export const zh: Messages = {
  count,

  serverDown: (url, reason) =>
    `${url} 没有应答（${reason}）。\n请在另一个终端启动 Clientele：  npm start\n如果它在别处，请用 --url 或环境变量 CLIENTELE_URL 指明地址。`,
  waitingForServer: (url, seconds) => `${url} 不再应答。数据不会丢失；等待它恢复，最多 ${seconds} 秒……`,
  serverBack: () => '服务已恢复，继续。',

  fileUnreadable: (file, why) => `无法读取 ${file}：${why}`,
  notAFile: (file) => `${file} 不是文件。`,
  importing: (file, kind, source) => `正在从 ${file} 导入 ${kind}，来源“${source}”……`,
  uploading: (sent, total) => `上传中，${megabytes(sent)} / ${megabytes(total)}`,
  uploadingAgain: () => '上传中断，尚未导入任何内容；重新发送文件。',
  progress: ({ read, rejected }, rate, left) =>
    [
      `${count(read)} 行`,
      ...(rejected > 0 ? [`拒绝 ${count(rejected)}`] : []),
      ...(rate ? [`每秒 ${count(Math.round(rate))} 行`] : []),
      ...(left !== null ? [`还需 ${time(left)}`] : []),
    ].join('，'),
  importFailed: (id, why) => `导入 ${id} 失败：${why}`,
  interrupted: (id) => `导入在服务器上继续进行。查看进度：\n  npm run clientele -- imports ${id}`,
  uploadInterrupted: () => '上传已中断，尚未导入任何内容。再次运行同一命令即可重新开始。',
  rowsRead: '读取行数',
  accepted: '接受',
  duplicate: '重复',
  rejected: '拒绝',
  seconds: '秒',
  mayBeAnother:
    '没有编号的行由来源和行号确定。如果这是另一个文件，请指定编号列（--map id=...），\n或为它另起来源名（--source），并用 customer.externalIds.<来源> 对应客户。',
  errorsAt: (url) => `被拒绝的行及原因：${url}\n用 --errors 文件名 保存。改正这些行后再次导入原文件，其余行计为重复。`,
  errorsSaved: (file) => `被拒绝的行及原因已写入 ${file}。改正这些行后再次导入原文件，其余行计为重复。`,
  errorsUnsaved: (file, why, url) => `导入已完成，但无法写入 ${file}：${why}\n被拒绝的行及原因：${url}`,
  catchingUp: '等待所有视图更新……',
  caughtUp: (seconds) => `所有视图均已更新，距导入开始 ${seconds.toFixed(1)} 秒。`,

  previewColumns: (columns) => `列：${columns}\n`,
  row: '行',
  verdict: '结论',
  understoodAs: '理解为',
  previewCommand: '\n导入命令：',

  statusColumns: ['服务', '事件', '视图或反应', '订阅', '滞后', '搁置', '状态'],
  state: (state) => states[state] ?? state,
  rebuildingLag: (lag) => `重建中，还有 ${count(lag)} 个事件`,
  pending: (service, name, n) => `${service}：${name} 还有 ${count(n)} 项待处理`,
  allCaughtUp: '所有视图均已更新。',
  behind: (services) => `仍在更新：${services}。`,
  someParked: (streams) =>
    `${count(streams)} 个事件流被搁置：其中一条记录处理失败，需等原因消除。\n  npm run clientele -- parked   查看\n  npm run clientele -- replay   重试`,
  importColumns: ['导入', '类别', '来源', '状态', '读取', '接受', '重复', '拒绝', '开始'],
  importState: (state) => importStates[state] ?? state,
  noImports: '还没有导入过任何文件。',
  finishedAt: '结束',
  error: '错误',
  unknownService: (name, services) => `没有服务“${name}”。现有服务：${services}。`,
  unknownView: (name, views) => `没有视图“${name}”。现有视图：${views}。`,
  rebuilding: (service, view) => `${service}/${view}：在旁边重建，原视图照常服务……`,
  rebuilt: (service, view) => `${service}/${view}：已切换到新视图。`,
  parkedColumns: ['服务', '视图或反应', '事件流', '记录', '自', '错误'],
  nothingParked: '没有被搁置的事件流。',
  replayed: (service, name, again, failed) =>
    `${service}/${name}：${count(again)} 个事件流恢复，${count(failed)} 个再次失败。`,
  stillParked: (streams) => `${count(streams)} 个事件流再次失败，仍被搁置；原因见 npm run clientele -- parked。`,

  help: {
    program: '把客户的事实导入 Clientele，并查看系统状况。',
    titles: {
      'Usage:': '用法：',
      'Arguments:': '参数：',
      'Options:': '选项：',
      'Global Options:': '全局选项：',
      'Commands:': '命令：',
    },
    usageError,
    optionNotes,
    help: '显示帮助',
    helpCommand: '显示某个命令的帮助',
    url: 'Clientele 的地址',
    lang: '语言：en 或 zh',
    import: '从 CSV 文件导入购买、线索或活动',
    kinds: {
      purchases: '客户购买了什么：金额、币种、数量',
      leads: '表示过兴趣的人，以及是否已成为客户',
      activities: '电话、邮件、消息、拜访、页面浏览、社交媒体',
    },
    file: '带表头的 CSV 文件',
    source: '数据来源，例如商店名。一条记录由来源及其编号（或行号）确定，因此重复导入同一文件不会增加任何内容',
    map: '记录的字段取自文件的哪一列；每个字段写一次',
    set: '每一行都相同的值，例如 currency=CNY；每个字段写一次',
    encoding: '文件编码，例如 gb18030；默认为 UTF-8',
    delimiter: '列分隔符：, ; | 或 tab；不指定则自动识别',
    dateFormat: '日期格式不明确时的写法，例如 DD/MM/YYYY',
    country: '没有国家码的电话号码所属国家，例如 CN',
    errors: '把被拒绝的行及原因写入此文件',
    wait: '等到所有视图都已更新',
    preview: '只显示前几行会被如何理解，并建议字段对应关系',
    importMore: `
--map 和 --set 可用的字段：
  每条记录    id、occurredAt、channel、attributes.<名称>；--map 'attributes.*=*' 保留其余各列
  购买        amount、currency、quantity、orderId
  线索        converted
  活动        activity、direction、subject、text
  其客户      customer.externalId、.externalIds.<来源>、.email、.phone、.name、.type、.company、.jobTitle、.industry、
              .country、.region、.city、.postalCode、.street、.language、.birthDate

退出码：0 全部导入，2 有行被拒绝，1 其他错误。

示例：
  先看文件会被如何理解，并得到导入命令：
    $ npm run clientele -- import purchases samples/purchases.csv --source shop --preview

  导入，并等到所有数字都已计入：
    $ npm run clientele -- import purchases samples/purchases.csv --source shop --map id=order_no --map occurredAt=date \\
        --map amount=amount --map customer.email=email --set currency=EUR --wait

  中文文件，被拒绝的行另存：
    $ npm run clientele -- import leads leads.csv --source fair --map customer.name=姓名 --map customer.phone=电话 \\
        --map occurredAt=日期 --encoding gb18030 --country CN --errors refused.csv
`,
    imports: '列出导入，或查看其中一个',
    importId: '某次导入',
    status: '显示各服务、其订阅、滞后以及被搁置的事件流',
    json: '以 JSON 输出',
    rebuild: '从历史事件重建视图，原视图照常服务，完成后切换',
    service: 'intake、customers、interactions、segmentation 或 analytics；默认全部',
    view: '该服务的某个视图；默认全部',
    parked: '显示因某条记录失败而被搁置的事件流',
    replay: '原因消除后，按顺序重试被搁置的事件流',
    subscription: '该服务的某个视图或反应；默认全部',
    stream: '某个事件流；默认全部',
    programMore: `
示例：
  $ npm run clientele -- status
  $ npm run clientele -- import --help
  $ npm run clientele -- imports
  $ npm run clientele -- rebuild customers profile
`,
    badPair: (pair) => `“${pair}”不是 字段=值 的形式，例如 customer.externalId=customer_id`,
  },
};
