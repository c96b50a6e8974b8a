/** Names that are spelled in a way of their own. */
const KNOWN = [
  'Google Ads',
  'YouTube',
  'LinkedIn',
  'TikTok',
  'WeChat',
  'WhatsApp',
  'DuckDuckGo',
  'PayPal',
  'iOS App',
  'QQ',
  'WeLearn',
];
const KNOWN_AS = new Map(KNOWN.map((name) => [name.toLowerCase(), name]));
const ALL_CAPITALS = new Set([
  'api',
  'b2b',
  'b2c',
  'crm',
  'cpc',
  'edm',
  'erp',
  'kol',
  'ppc',
  'pos',
  'qr',
  'sem',
  'seo',
  'sms',
  'sns',
  'tv',
  'vip',
]);
const ALL_SMALL = new Set(['and', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'per', 'the', 'to', 'via', 'with']);
const WORD = /[^\s_/-]+/g;

/**
 * The one spelling of a channel. It depends only on the letters without their case, so `Google`, `google` and ` GOOGLE `
 * are one channel for ever, with nothing to look up.
 */
export const canonicalChannel = (text: string): string => {
  const small = text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
  return KNOWN_AS.get(small) ?? small.replace(WORD, (word, at: number) => spelled(word, at === 0));
};

const spelled = (word: string, first: boolean): string => {
  if (ALL_CAPITALS.has(word)) return word.toUpperCase();
  if (ALL_SMALL.has(word) && !first) return word;
  const [head = ''] = word;
  // Of what becomes two letters, as ß does, the small form would be another channel.
  const capital = head.toUpperCase();
  return [...capital].length > 1 ? word : capital + word.slice(head.length);
};
