/**
 * Whether an address is none that callers may ask a service for, e.g. `/intake/internal/feed`, however it is written:
 * `/intake/%69nternal`, `/intake//internal`, `/intake/internal%2ffeed`, `/intake/internal;a`. Steps up are refused as a whole; no program that resolves them sends any.
 */
export const isInternal = (url: string): boolean => {
  const segments = pathOf(url).split('/').map(decoded).join('/').split(/[/\\]/);
  const [, second = ''] = segments.filter((segment) => segment !== '');
  return /^internal(?![\w-])/i.test(second) || segments.some((segment) => segment === '.' || segment === '..');
};

const pathOf = (url: string): string => /^[^?#]*/.exec(url)?.[0] ?? '';

/** What cannot be decoded is left as it is: the service refuses it. */
const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
