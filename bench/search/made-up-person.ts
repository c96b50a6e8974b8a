import type { IdentityKeys } from '@clientele/privacy';
import { Random } from '../faults/random.ts';

/** Somebody as the shop knows them; the same for the same number. */
export interface MadeUpPerson {
  readonly number: number;
  readonly name: string;
  readonly company?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly country: string;
  readonly type: 'individual' | 'company';
  readonly industry?: string;
  readonly city: string;
}

export const SHOP = 'shop';
/** As in China, the frequent ones far ahead: the first five are borne by a third of all. */
export const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
];
export const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华文玉建国志红梅鑫宇婷浩然子涵一诺欣怡梓晨雨桐思源嘉俊熙',
];
export const FIRST_NAMES =
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Karen Charles Sarah Daniel Nancy Matthew Lisa Anthony Betty Mark Sandra Paul Ashley Steven Emily Andrew Kimberly Kenneth Donna Joshua Michelle Kevin Carol Brian Amanda George Melissa Edward Deborah Wei Ming Jun Ling'.split(
    ' ',
  );
export const LAST_NAMES =
  'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Wang Li Zhang Liu Chen Müller Schmidt Dubois Rossi Ivanov'.split(
    ' ',
  );
export const COUNTRIES = ['CN', 'US', 'DE', 'GB', 'FR', 'JP', 'SG', 'AU', 'CA', 'BR', 'IN', 'IT', 'ES', 'NL', 'KR'];
export const INDUSTRIES = [
  'Retail',
  'Manufacturing',
  'Education',
  'Healthcare',
  'Software',
  'Logistics',
  '餐饮',
  '金融',
];
const CITIES = ['上海', '北京', '深圳', '杭州', 'New York', 'Berlin', 'London', 'Paris', 'Tokyo', 'Singapore'];

/** The first ones far more often than the last. */
export const skewed = <T>(random: Random, items: readonly T[]): T =>
  items[Math.floor(random.next() ** 2 * items.length)]!;

const chineseName = (random: Random): string =>
  skewed(random, SURNAMES) + random.oneOf(GIVEN) + (random.chance(0.7) ? random.oneOf(GIVEN) : '');

export const madeUpPerson = (seed: number, number: number): MadeUpPerson => {
  const random = new Random(seed).fork(number);
  const isChinese = random.chance(0.6);
  const [first, last] = [random.oneOf(FIRST_NAMES), skewed(random, LAST_NAMES)];
  const name = isChinese ? chineseName(random) : `${first} ${last}`;
  const isCompany = random.chance(0.08);
  const domain = random.oneOf(['example.com', 'example.org', 'mail.example.cn']);
  return {
    number,
    name,
    ...(isCompany && { company: isChinese ? `${name.slice(0, 2)}科技有限公司` : `${last} & Sons` }),
    ...(random.chance(0.6) && { email: `${first}.${last}.${number}@${domain}`.toLowerCase().replace('ü', 'ue') }),
    ...(random.chance(0.4) && { phone: `+86138${String(number).padStart(8, '0')}` }),
    country: isChinese && random.chance(0.8) ? 'CN' : skewed(random, COUNTRIES),
    type: isCompany ? 'company' : 'individual',
    ...(isCompany && { industry: random.oneOf(INDUSTRIES) }),
    city: random.oneOf(CITIES),
  };
};

export const externalId = ({ number }: MadeUpPerson): string => `c-${number}`;

/** As facts carry them, the strongest first. */
export const keysOf = (person: MadeUpPerson, keys: IdentityKeys): string[] =>
  keys.ofIdentifiers({ externalIds: [{ source: SHOP, id: externalId(person) }], ...contactOf(person) });

export const contactOf = ({ email, phone }: MadeUpPerson): { email?: string; phone?: string } => ({
  ...(email !== undefined && { email }),
  ...(phone !== undefined && { phone }),
});
