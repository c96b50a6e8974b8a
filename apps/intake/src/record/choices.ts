import type { ActivityKind } from '@clientele/contracts';
import type { Cleaned } from './reason.js';

/** Words for a few possible values, in any case, English and Chinese. */
const choice = <T extends string | boolean>(words: readonly (readonly [T, ...string[]])[]) => {
  const valueOf = new Map<string, T>();
  for (const [value, ...others] of words)
    for (const word of [String(value), ...others]) valueOf.set(word.replace(/[\s_-]+/g, ' '), value);
  const problem = `It must be one of ${words.map(([value]) => String(value)).join(', ')}.`;
  return (text: string): Cleaned<T> => {
    const value = valueOf.get(
      text
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, ' '),
    );
    return value === undefined ? { problem } : { value };
  };
};

export const cleanFlag = choice<boolean>([
  [true, '1', 'yes', 'y', 't', 'on', '是', '真', '已转化'],
  [false, '0', 'no', 'n', 'f', 'off', '否', '假', '未转化'],
]);

export const cleanCustomerType = choice<'individual' | 'company'>([
  ['individual', 'person', 'personal', 'private', 'consumer', 'b2c', '个人'],
  ['company', 'business', 'organisation', 'organization', 'corporate', 'enterprise', 'b2b', '企业', '公司', '单位'],
]);

export const cleanDirection = choice<'inbound' | 'outbound'>([
  ['inbound', 'in', 'incoming', '呼入', '来'],
  ['outbound', 'out', 'outgoing', '呼出', '去'],
]);

export const cleanActivity = choice<ActivityKind>([
  ['call', 'phone', 'phone call', 'telephone', '电话', '通话'],
  ['mail', 'email', 'e mail', 'letter', '邮件', '电子邮件'],
  ['message', 'sms', 'chat', 'text', 'wechat', '短信', '消息', '微信'],
  ['visit', 'meeting', 'store visit', '拜访', '到店', '会面'],
  ['page-view', 'pageview', 'page visited', 'web visit', '浏览'],
  ['social', 'social media', 'comment', 'like', '社交'],
  ['other', '其他', '其它'],
]);
