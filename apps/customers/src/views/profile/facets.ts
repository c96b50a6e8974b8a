/** What a search is narrowed by, one value each. */
export const FACETS = ['type', 'country', 'industry'] as const;

export type Facets = { readonly [facet in (typeof FACETS)[number]]?: string };

/**
 * SQL: those of a row in one array, as {@link facetTerms} names them. The index has it in these very words: whoever changes
 * them raises the version of the view, or nothing finds the index any more.
 */
export const FACETS_OF_ROW = `array_remove(ARRAY[${FACETS.map((facet) => `'${facet}=' || ${facet}`).join(', ')}], NULL)`;

/** The values asked for, in the same form: `country=CN`. */
export const facetTerms = (facets: Facets): string[] =>
  FACETS.flatMap((facet) => (facets[facet] === undefined ? [] : [`${facet}=${facets[facet]}`]));
