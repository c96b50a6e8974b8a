/** Nobody answers, or an answer broke off; it may be there again in a moment. */
export class ServerGone extends Error {
  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(`${url}: ${reason}`);
  }
}
