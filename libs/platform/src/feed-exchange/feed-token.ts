import { createHmac, timingSafeEqual } from 'node:crypto';

/** What services of one installation know each other by: they share the identity secret. Says nothing of the secret. */
export const feedTokenOf = (identitySecret: string): string =>
  createHmac('sha256', identitySecret).update('clientele: between services').digest('base64url');

export const isFeedToken = (token: string, authorization: string | undefined): boolean => {
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};
