/** An identifier in its one form, or what is wrong with it and how to mend it (without the identifier itself). */
export type Normalised =
  { readonly value: string; readonly problem?: undefined } | { readonly value?: undefined; readonly problem: string };
