const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i;

/** A moment that a query names; what is none comes back as undefined, or as an invalid date where something was said. */
const momentOf = (value: unknown, timeOfDate: string): Date | undefined => {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') return new Date(NaN);
  if (DATE.test(value)) return new Date(`${value}T${timeOfDate}Z`);
  return TIME.test(value) ? new Date(value) : new Date(NaN);
};

/** A date stands for the end of its day in UTC. */
export const endOfMoment = (value: unknown): Date | undefined => momentOf(value, '23:59:59.999');

/** A date stands for its beginning in UTC. */
export const startOfMoment = (value: unknown): Date | undefined => momentOf(value, '00:00:00.000');
