import fc from 'fast-check';

/** What breaks parsers: signs of all formats, halves of characters, what is not to be seen, and names of Object.prototype. */
const BITS = [
  ...'",;|\t\n\r\0\\\'=+-.:/@%&?#[]{}()<>_~ 0159aZTeE',
  ...['""', '\r\n', '__proto__', 'constructor', 'toString', 'toJSON', 'null', 'true', 'NaN', '1e999', '-0'],
  ...['\ud800', '\udc00', '\ufeff', '\ufffd', '\u200b', '\u202e', '\u2028', '\u0085', '\u00a0', '\u3000', '\u0301'],
  ...['é', 'ß', 'İ', 'ﬁ', '１', '。', '＠', '张', '𠮷', '👩‍👧'],
];

/** Text of any characters, those that make trouble more often than by chance; also what is no proper text. */
export const wildText = (maxLength = 30): fc.Arbitrary<string> => {
  const any = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
  const unit = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...BITS) }, any);
  return fc.string({ unit, maxLength });
};

/** The same, of what PostgreSQL can hold. */
export const properText = (maxLength = 30): fc.Arbitrary<string> =>
  wildText(maxLength).map((text) => text.toWellFormed().replaceAll('\0', ''));

/** Nothing that can be made into text. */
const NO_TEXT = { toString: null };

/** A value that `JSON.parse` may give, of names and texts like that. */
export const wildJson = (text = wildText()): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown; list: unknown[]; object: object }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.constantFrom(null, true, false, 0, -0, 1.5, 1e21, Number.MAX_SAFE_INTEGER + 1, NO_TEXT),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: objectOf(text, tie('value')),
  })).value;

/** Own properties of any name, also `__proto__`, as `JSON.parse` makes them. */
const objectOf = (name: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries) as object);

/** Most often the first, so that a test gets past what is checked first. */
export const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<unknown>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: rare as fc.Arbitrary<T> });

/** An object near a valid one: fields may be missing, wild, or unknown. */
export const nearly = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> => {
  const known = Object.entries(fields).map(([name, value]) => [name, mostly(value, wildJson())] as const);
  const some = fc.record(Object.fromEntries(known), { requiredKeys: [], noNullPrototype: true });
  const whole = fc.record(Object.fromEntries(known), { noNullPrototype: true });
  const more = fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, objectOf(wildText(12), wildJson()));
  return fc.tuple(fc.oneof(whole, whole, some), more).map(([own, other]) => ({ ...other, ...own }));
};

/** Parts bytes or text anywhere. */
export const inPieces = <T extends Buffer | string>(whole: T, places: readonly number[]): T[] => {
  const cuts = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  const part = (from: number, to: number) =>
    typeof whole === 'string' ? whole.slice(from, to) : whole.subarray(from, to);
  return [...cuts, whole.length].map((end, index) => part(cuts[index - 1] ?? 0, end) as T);
};
