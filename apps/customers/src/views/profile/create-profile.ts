import { FACETS_OF_ROW } from './facets.js';

/**
 * `text` has trigrams for plain words of three letters and more; `grams` has what trigrams do not find. Facets are in the
 * same index, so that a search for a name within a country looks at those alone who have both. A short list of pending
 * entries keeps searches fast while customers pour in.
 */
export const CREATE_PROFILE = `
CREATE TABLE customers (
  customer_id  uuid PRIMARY KEY,
  canonical_id uuid NOT NULL,
  own          jsonb NOT NULL
);
CREATE INDEX ON customers (canonical_id);

CREATE TABLE search (
  customer_id   uuid PRIMARY KEY,
  registered_at timestamptz NOT NULL,
  type          text,
  country       text,
  industry      text,
  tags          text[] NOT NULL,
  text          text NOT NULL,
  grams         text[] NOT NULL
);
CREATE INDEX ON search (registered_at, customer_id);
CREATE INDEX ON search (country, registered_at, customer_id) WHERE country IS NOT NULL;
CREATE INDEX ON search (industry, registered_at, customer_id) WHERE industry IS NOT NULL;
CREATE INDEX ON search USING gin (tags) WHERE tags <> '{}';
CREATE INDEX ON search USING gin (text public.gin_trgm_ops, grams, (${FACETS_OF_ROW}))
  WITH (gin_pending_list_limit = 512);
`;
