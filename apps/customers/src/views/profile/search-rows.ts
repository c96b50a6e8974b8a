import type { Sql } from '@clientele/event-sourcing';
import { inOrderOfMerge, unite } from './customer-profile.js';
import type { OwnProfile } from './own-profile.js';
import { searchGrams, searchText } from './search-text.js';

export interface SearchRow {
  readonly customer_id: string;
  readonly registered_at: string;
  readonly type?: string;
  readonly country?: string;
  readonly industry?: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly grams: readonly string[];
}

/** What a customer is found by: also by the names of those merged into it. */
export const searchRow = (survivor: OwnProfile, merged: readonly OwnProfile[]): SearchRow => {
  const { id, registeredAt, type, country, industry, tags } = unite(survivor, merged);
  const words = [survivor, ...[...merged].sort(inOrderOfMerge)].flatMap(({ fields, identities }) => [
    fields.name,
    fields.company,
    ...identities.map(({ source, value }) => (source === undefined ? value : `${source}:${value}`)),
  ]);
  const text = [...new Set(words.flatMap((each) => (each == null ? [] : [searchText(each)])))].join('\n');
  return {
    customer_id: id,
    registered_at: registeredAt,
    type,
    country,
    industry,
    tags,
    text,
    grams: searchGrams(text),
  };
};

/** Puts these rows in the place of what is there of the customers; a row that stays the same is not touched. */
export const writeSearch = async (
  tx: Sql,
  customerIds: readonly string[],
  rows: readonly SearchRow[],
): Promise<void> => {
  const shown = new Set(rows.map((row) => row.customer_id));
  const gone = customerIds.filter((id) => !shown.has(id));
  if (gone.length > 0) await tx.query('DELETE FROM search WHERE customer_id = ANY($1::uuid[])', [gone]);
  await tx.query(
    `INSERT INTO search AS kept (customer_id, registered_at, type, country, industry, tags, text, grams)
     SELECT customer_id, registered_at, type, country, industry, tags, text, grams
     FROM jsonb_to_recordset($1::jsonb) AS new (customer_id uuid, registered_at timestamptz, type text, country text,
       industry text, tags text[], text text, grams text[])
     ON CONFLICT (customer_id) DO UPDATE SET registered_at = excluded.registered_at, type = excluded.type,
       country = excluded.country, industry = excluded.industry, tags = excluded.tags, text = excluded.text,
       grams = excluded.grams
     WHERE (kept.registered_at, kept.type, kept.country, kept.industry, kept.tags, kept.text) IS DISTINCT FROM
       (excluded.registered_at, excluded.type, excluded.country, excluded.industry, excluded.tags, excluded.text)`,
    [JSON.stringify(rows)],
  );
};
