/** Why a record, or a field of it, is refused, and how to mend it. Never repeats what was sent. */
export interface Reason {
  /** RFC 6901, from the record's root, e.g. `/customer/email`; empty for the record as a whole. */
  readonly pointer: string;
  readonly detail: string;
}

/** What became of one value: its clean form, none at all (it says nothing), or what is wrong with it. */
export type Cleaned<T> =
  { readonly value: T; readonly problem?: undefined } | { readonly value?: undefined; readonly problem?: string };
