/** Latin letters that carry their mark within, where Unicode decomposes nothing. */
const FOLDS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
};
const FOLDED = new RegExp(`[${Object.keys(FOLDS).join('')}]`, 'gu');
/** Marks are part of a letter in most scripts; in these three, people leave them out. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;

/** Text in the form in which it is searched: full-width is plain, case and accents are gone, one space between words. */
export const searchText = (text: string): string => {
  if (PLAIN_ASCII.test(text)) return text.toLowerCase().trim();
  const plain = text.normalize('NFKC').toLowerCase().normalize('NFD').replace(ACCENTED, '$1').normalize('NFC');
  return plain
    .replace(FOLDED, (letter) => FOLDS[letter]!)
    .replace(/\s+/gu, ' ')
    .trim();
};

/** Letters and digits of one kind in a row: plain ones, which trigrams index well, and all others. */
const RUNS = /[a-z0-9]+|[[\p{L}\p{M}\p{N}]--[a-z0-9]]+/gv;
const isPlain = (run: string): boolean => /^[a-z0-9]/.test(run);

/**
 * What trigrams do not find: of other scripts every character and every two in a row, since a Chinese name has two or
 * three in all; of plain words their first one and two letters, marked by `^`.
 */
export const searchGrams = (text: string): string[] => {
  const grams = new Set<string>();
  for (const [run] of text.matchAll(RUNS)) {
    if (isPlain(run)) for (const length of [1, 2]) grams.add(`^${run.slice(0, length)}`);
    else for (const gram of [...singles(run), ...pairs(run)]) grams.add(gram);
  }
  return [...grams];
};

const singles = (run: string): string[] => [...run];
const pairs = (run: string): string[] => {
  const letters = [...run];
  return letters.slice(1).map((letter, place) => letters[place]! + letter);
};

/** A word of the question. */
export interface SearchWord {
  /** For LIKE. */
  readonly pattern: string;
  /** All of them; where there are any, no trigram helps with the pattern. */
  readonly grams: readonly string[];
  /** Neither letters nor digits, as of `&`: neither grams nor trigrams find it. */
  readonly isSigns: boolean;
}

/** What a text must hold to be found. */
export interface SearchTerms {
  /** Each of them. */
  readonly words: readonly SearchWord[];
  /** Or instead this, for LIKE: the question may be a phone number. */
  readonly phone?: string;
}

const MOST_WORDS = 8;
const PHONE = /^\+?[\d\s()./-]+$/;

export const searchTerms = (question: string): SearchTerms => {
  const text = searchText(question).replace(/^\+(?=\d+$)/, '');
  const words = text.split(' ').filter(Boolean).slice(0, MOST_WORDS);
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  const isPhone = PHONE.test(text) && digits.length >= 4 && digits !== text;
  return {
    words: words.map((word) => ({
      pattern: pattern(word),
      grams: gramsOfWord(word),
      isSigns: word.match(RUNS) === null,
    })),
    ...(isPhone ? { phone: pattern(digits) } : {}),
  };
};

const pattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

/** A short plain word, with which no trigram helps, must begin a word; other scripts may stand anywhere. */
const gramsOfWord = (word: string): string[] => {
  const runs = [...word.matchAll(RUNS)].map(([run]) => run);
  const isShort = runs.length === 1 && isPlain(runs[0]!) && runs[0]!.length < 3;
  if (isShort) return [`^${runs[0]}`];
  if (runs.some((run) => isPlain(run) && run.length > 2)) return [];
  return runs.filter((run) => !isPlain(run)).flatMap((run) => ([...run].length > 1 ? pairs(run) : singles(run)));
};
