import { stat } from 'node:fs/promises';
import { Failure } from '../failure.js';
import type { Messages } from '../messages/language.js';

export type FactKind = 'purchases' | 'leads' | 'activities';

export interface ImportOptions {
  readonly source: string;
  readonly map?: readonly string[];
  readonly set?: readonly string[];
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly dateFormat?: string;
  readonly country?: string;
  readonly errors?: string;
  readonly wait?: boolean;
  readonly preview?: boolean;
}

/** The address that takes the file, with the mapping in its query. */
export const importQuery = (kind: FactKind, options: ImportOptions): string => {
  const query = new URLSearchParams({ kind, source: options.source });
  for (const mapping of options.map ?? []) query.append('map', mapping);
  for (const constant of options.set ?? []) query.append('set', constant);
  if (options.country) query.set('country', options.country);
  if (options.delimiter) query.set('delimiter', /^(\\t|\t)$/.test(options.delimiter) ? 'tab' : options.delimiter);
  if (options.dateFormat) query.set('dateFormat', options.dateFormat);
  return query.toString();
};

export const contentType = ({ encoding }: ImportOptions): string =>
  encoding ? `text/csv; charset=${encoding}` : 'text/csv';

/** The file's size; a failure in words where there is no such file. */
export const sizeOf = async (file: string, messages: Messages): Promise<number> => {
  const found = await stat(file).catch((error: Error) => {
    throw new Failure(messages.fileUnreadable(file, error.message));
  });
  if (!found.isFile()) throw new Failure(messages.notAFile(file));
  return found.size;
};
