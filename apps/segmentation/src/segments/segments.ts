/** Least and greatest score, both included. */
export type ScoreRange = readonly [from: number, to: number];

/** A named part of the RFM grid: those whose recency and value lie in the ranges. */
export interface Segment {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly meaning: { readonly en: string; readonly zh: string };
  readonly recency: ScoreRange;
  /** Of {@link valueOf}. */
  readonly value: ScoreRange;
}

/** How often and how much, as one: the mean of both scores, rounded up. */
export const valueOf = (frequency: number, monetary: number): number => Math.ceil((frequency + monetary) / 2);

/** Best first. Every (recency, value) lies in exactly one. */
export const SEGMENTS: readonly Segment[] = [
  {
    name: 'champions',
    title: { en: 'Champions', zh: '冠军客户' },
    meaning: { en: 'Bought just now, buy often and spend most.', zh: '最近刚购买，购买频繁且消费最高。' },
    recency: [5, 5],
    value: [4, 5],
  },
  {
    name: 'loyal',
    title: { en: 'Loyal', zh: '忠诚客户' },
    meaning: {
      en: 'Buy often and spend much, the last time not long ago.',
      zh: '购买频繁、消费较高，上次购买时间不久。',
    },
    recency: [3, 4],
    value: [4, 5],
  },
  {
    name: 'potential-loyalists',
    title: { en: 'Potential loyalists', zh: '潜在忠诚客户' },
    meaning: { en: 'Bought lately, with medium frequency and spending.', zh: '近期有购买，频率与消费中等。' },
    recency: [4, 5],
    value: [2, 3],
  },
  {
    name: 'new-customers',
    title: { en: 'New customers', zh: '新客户' },
    meaning: { en: 'Bought just now, little and seldom so far.', zh: '刚刚购买，目前次数少、金额低。' },
    recency: [5, 5],
    value: [1, 1],
  },
  {
    name: 'promising',
    title: { en: 'Promising', zh: '有潜力客户' },
    meaning: { en: 'Bought lately, little and seldom so far.', zh: '近期购买，目前次数少、金额低。' },
    recency: [4, 4],
    value: [1, 1],
  },
  {
    name: 'need-attention',
    title: { en: 'Need attention', zh: '需要关注的客户' },
    meaning: { en: 'Medium in all, and a while since they bought.', zh: '各方面中等，已有一段时间未购买。' },
    recency: [3, 3],
    value: [3, 3],
  },
  {
    name: 'about-to-sleep',
    title: { en: 'About to sleep', zh: '即将沉睡的客户' },
    meaning: { en: 'Below the average, and a while since they bought.', zh: '低于平均水平，已有一段时间未购买。' },
    recency: [3, 3],
    value: [1, 2],
  },
  {
    name: 'cannot-lose-them',
    title: { en: 'Cannot lose them', zh: '不能失去的客户' },
    meaning: { en: 'Were among the best, and have not come back for long.', zh: '曾是最好的客户，但已很久没有回来。' },
    recency: [1, 2],
    value: [5, 5],
  },
  {
    name: 'at-risk',
    title: { en: 'At risk', zh: '有流失风险的客户' },
    meaning: { en: 'Bought often or much, but long ago.', zh: '曾经购买频繁或金额较高，但已是很久以前。' },
    recency: [1, 2],
    value: [3, 4],
  },
  {
    name: 'hibernating',
    title: { en: 'Hibernating', zh: '沉睡客户' },
    meaning: { en: 'Bought little and seldom, and long ago.', zh: '购买少、金额低，且时间较久。' },
    recency: [2, 2],
    value: [1, 2],
  },
  {
    name: 'lost',
    title: { en: 'Lost', zh: '已流失客户' },
    meaning: { en: 'Bought little and seldom, and longest ago.', zh: '购买少、金额低，且距今最久。' },
    recency: [1, 1],
    value: [1, 2],
  },
];

const within = (score: number, [from, to]: ScoreRange): boolean => from <= score && score <= to;

/** The segment of a cell of the grid; scores are 1 to 5. */
export const segmentOf = (recency: number, frequency: number, monetary: number): Segment => {
  const value = valueOf(frequency, monetary);
  const segment = SEGMENTS.find((each) => within(recency, each.recency) && within(value, each.value));
  if (!segment) throw new RangeError(`No segment has the scores ${recency}, ${frequency}, ${monetary}.`);
  return segment;
};

const SCORES = [1, 2, 3, 4, 5];

/** Names of all 125 cells, that of (r, f, m) at 25(r-1) + 5(f-1) + (m-1): for SQL. */
export const SEGMENT_NAMES: readonly string[] = SCORES.flatMap((r) =>
  SCORES.flatMap((f) => SCORES.map((m) => segmentOf(r, f, m).name)),
);
