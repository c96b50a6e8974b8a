/** What a search is narrowed by, one value each. */
export const FACETS = ['type', 'country', 'industry'] as const;

export type Facets = { readonly [facet in (typeof FACETS)[number]]?: string };

/** SQL: those of a row in one array, as {@link facetTerms} names them. */
export const FACETS_OF_ROW = `array_remove(ARRAY[${FACETS.map((facet) => `'${facet}=' || ${facet}`).join(', ')}], NULL)`;

/** As the terms of an index of words: `country=CN`. */
export const facetTerms = (facets: Facets): string[] =>
  FACETS.flatMap((facet) => (facets[facet] === undefined ? [] : [`${facet}=${facets[facet]}`]));
