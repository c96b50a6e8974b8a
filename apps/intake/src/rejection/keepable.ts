import { isDeeper } from '../record/is-deeper.js';

/** Most of a refused record that is kept, in characters of its JSON. */
const MOST = 64 * 1024;
const DEEPEST = 100;
/** JSON escapes of what PostgreSQL's jsonb cannot hold: U+0000 and lone surrogates. */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

/** A refused record as it came: its JSON; else, or where it is too large, its text, the rest cut off. */
export type Keepable =
  | { readonly record: unknown; readonly text?: undefined; readonly cut?: undefined }
  | { readonly record?: undefined; readonly text: string; readonly cut?: true };

export const keepable = (record: unknown): Keepable => {
  if (typeof record === 'string') return keepText(record);
  if (isDeeper(record, DEEPEST)) return { text: '(nested too deeply to be kept)', cut: true };
  const json = (JSON.stringify(record) ?? 'null').replace(UNSTORABLE, '$1\\ufffd');
  return json.length <= MOST ? { record: JSON.parse(json) as unknown } : keepText(json);
};

const keepText = (text: string): Keepable => {
  const kept = text.slice(0, MOST).toWellFormed().replaceAll('\0', '\ufffd');
  return text.length > MOST ? { text: kept, cut: true } : { text: kept };
};
