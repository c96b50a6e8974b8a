const PLAIN = /^[\x20-\x7e]*$/;
/** Lone surrogates, which are no characters and which PostgreSQL refuses. */
const SURROGATES = /\p{Surrogate}/gu;
/** All controls but line breaks and tabs, and marks that show nothing but turn the reading direction or mean "no break". */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;
const LINE_BREAKS = /[\t\r\n\u2028\u2029]+/g;

/** Text of several lines: NFC, trimmed, without what is not to be seen; line breaks as `\n`. */
export const cleanText = (text: string): string => {
  if (PLAIN.test(text)) return text.trim();
  return text.replace(SURROGATES, '').replace(UNSEEN, '').replace(/\r\n?/g, '\n').normalize('NFC').trim();
};

/** The same for what stands on one line, like a name. */
export const cleanLine = (text: string): string => {
  if (PLAIN.test(text)) return text.trim();
  return cleanText(text).replace(LINE_BREAKS, ' ');
};
