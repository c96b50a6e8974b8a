import { normaliseEmail, normalisePhone } from '@clientele/privacy';
import type { FactKind } from '../fact/fact-id.js';
import { cleanCurrency } from '../record/currencies.js';
import { targetOf } from './targets.js';

/** Names under which columns commonly go, English and Chinese, without signs and case. The first that fits wins. */
const NAMES: readonly (readonly [string, ...string[]])[] = [
  ['id', 'id', 'recordid', 'transactionid', 'activityid', 'eventid', '编号', '流水号', '记录编号', '交易编号'],
  ['orderId', 'orderid', 'orderno', 'ordernumber', 'invoice', 'invoiceno', '订单号', '订单编号', '订单id', '发票号'],
  [
    'customer.externalId',
    'customerid',
    'custid',
    'clientid',
    'userid',
    'memberid',
    'buyerid',
    'contactid',
    'prospectid',
    'externalid',
    'customerno',
    'customernumber',
    '客户编号',
    '客户id',
    '客户号',
    '会员号',
    '会员编号',
    '会员id',
    '用户id',
    '用户编号',
  ],
  [
    'occurredAt',
    'date',
    'occurredat',
    'orderdate',
    'purchasedate',
    'saledate',
    'datetime',
    'time',
    'timestamp',
    'createdat',
    'created',
    'createddate',
    'invoicedate',
    '日期',
    '时间',
    '下单时间',
    '购买日期',
    '订单日期',
    '交易日期',
    '交易时间',
    '创建时间',
    '发生时间',
  ],
  [
    'amount',
    'amount',
    'total',
    'totalprice',
    'price',
    'sum',
    'revenue',
    'value',
    'paid',
    '金额',
    '总价',
    '总金额',
    '订单金额',
    '实付金额',
    '消费金额',
    '价格',
  ],
  ['currency', 'currency', 'currencycode', '币种', '货币'],
  ['quantity', 'quantity', 'qty', 'units', 'items', 'count', '数量', '件数', '购买数量'],
  ['customer.email', 'email', 'emailaddress', 'mail', 'customeremail', '邮箱', '电子邮箱', '电子邮件', '邮件地址'],
  [
    'customer.phone',
    'phone',
    'phonenumber',
    'mobile',
    'mobilephone',
    'cell',
    'tel',
    'telephone',
    '手机',
    '手机号',
    '手机号码',
    '电话',
    '联系电话',
    '电话号码',
  ],
  [
    'customer.name',
    'name',
    'fullname',
    'customername',
    'contactname',
    'contact',
    'customer',
    '姓名',
    '客户姓名',
    '客户名称',
    '名字',
    '联系人',
  ],
  [
    'customer.company',
    'company',
    'companyname',
    'organisation',
    'organization',
    'account',
    '公司',
    '公司名称',
    '单位',
    '企业名称',
  ],
  ['customer.jobTitle', 'jobtitle', 'title', 'position', 'occupation', '职位', '职务', '职业'],
  ['customer.industry', 'industry', 'sector', '行业'],
  ['customer.country', 'country', 'countrycode', '国家'],
  ['customer.region', 'region', 'state', 'province', '省', '省份', '地区'],
  ['customer.city', 'city', 'town', '城市', '市'],
  ['customer.postalCode', 'postalcode', 'postcode', 'zip', 'zipcode', '邮编', '邮政编码'],
  ['customer.street', 'street', 'address', '地址', '街道', '详细地址'],
  ['customer.language', 'language', 'locale', '语言'],
  ['customer.birthDate', 'birthdate', 'birthday', 'dateofbirth', 'dob', '生日', '出生日期'],
  ['customer.type', 'customertype', 'clienttype', '客户类型'],
  ['channel', 'channel', 'leadsource', 'source', 'utmsource', 'medium', '渠道', '来源', '线索来源', '来源渠道'],
  ['converted', 'converted', 'isconverted', 'conversion', 'won', '是否转化', '转化', '已转化'],
  ['activity', 'activity', 'activitytype', 'type', '活动类型', '类型', '互动类型'],
  ['direction', 'direction', '方向'],
  ['subject', 'subject', 'topic', '主题', '标题'],
  ['text', 'text', 'content', 'body', 'message', 'note', 'notes', 'comment', '内容', '备注', '正文'],
];
const TARGET_OF = new Map(NAMES.flatMap(([target, ...names]) => names.map((name) => [name, target] as const)));
const MOSTLY = 0.8;

export interface SuggestedMapping {
  /** `target=column` */
  readonly map: readonly string[];
  /** `target=value` */
  readonly set: readonly string[];
}

/** What columns most likely are, by their names, else by what is in them. */
export const suggestMapping = (
  kind: FactKind,
  columns: readonly string[],
  sample: readonly (readonly string[])[],
): SuggestedMapping => {
  const map = new Map<string, string>();
  const set = new Map<string, string>();
  const suggest = (target: string | undefined, column: string): void => {
    if (target && !map.has(target) && targetOf(kind, target) && fits(target, column, columns, sample))
      map.set(target, column);
  };
  for (const column of columns) suggest(TARGET_OF.get(plain(column)), column);
  for (const column of columns) {
    const { base, currency } = withoutCurrency(column);
    if (!currency || kind !== 'purchase') continue;
    suggest(TARGET_OF.get(base), column);
    if (map.get('amount') === column && !map.has('currency')) set.set('currency', currency);
  }
  for (const [index, column] of columns.entries()) {
    if ([...map.values()].includes(column)) continue;
    const cells = sample.map((row) => row[index]?.trim() ?? '').filter((cell) => cell !== '');
    if (mostly(cells, (cell) => normaliseEmail(cell).value !== undefined)) suggest('customer.email', column);
    else if (mostly(cells, (cell) => cell.startsWith('+') && normalisePhone(cell).value !== undefined))
      suggest('customer.phone', column);
  }
  return { map: texts(map), set: texts(set) };
};

const texts = (pairs: ReadonlyMap<string, string>): string[] =>
  [...pairs].map(([target, value]) => `${target}=${value}`);

const plain = (name: string): string => name.toLowerCase().replace(/[\s_\-./()（）]/g, '');

/** `amount_usd` -> `amount`, `USD`. */
const withoutCurrency = (column: string): { base: string; currency?: string } => {
  const [, head, tail] = /^(.*?)[\s_\-./(（]+([a-z]{3})[)）]?$/i.exec(column) ?? [];
  const currency = tail === undefined ? undefined : cleanCurrency(tail).value;
  return currency ? { base: plain(head ?? ''), currency } : { base: '' };
};

/** An id must tell the rows apart. */
const fits = (
  target: string,
  column: string,
  columns: readonly string[],
  sample: readonly (readonly string[])[],
): boolean => {
  if (target !== 'id') return true;
  const ids = sample.map((row) => row[columns.indexOf(column)]);
  return new Set(ids).size === ids.length;
};

const mostly = (cells: readonly string[], test: (cell: string) => boolean): boolean =>
  cells.length > 0 && cells.filter(test).length >= MOSTLY * cells.length;
