/** Nobody answers, or an answer broke off; it may be there again in a moment. */
export class ServerGone extends Error {
  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(`${url}: ${reason}`);
  }
}

/** What a server on its way up or down answers, or a proxy before it. */
const NOT_NOW = new Set([502, 503, 504]);

/** @throws ServerGone where the answer says no more than that it is not there at the moment */
export const refuseNotNow = (url: string, status: number): void => {
  if (NOT_NOW.has(status)) throw new ServerGone(url, `HTTP ${status}`);
};
