/**
 * Turns at streams, for changes that lost to others: one after another they win at once, while all at once each round
 * would have a single winner. Turns at several streams are queued for together, so that nobody waits in a circle.
 */
export class StreamTurns {
  private readonly last = new Map<string, Promise<unknown>>();

  areTaken(streams: readonly string[]): boolean {
    return this.last.size > 0 && streams.some((stream) => this.last.has(stream));
  }

  async take<T>(streams: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = streams.flatMap((stream) => this.last.get(stream) ?? []);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    for (const stream of streams) this.last.set(stream, ended);
    await Promise.all(before);
    try {
      return await work();
    } finally {
      for (const stream of streams) if (this.last.get(stream) === ended) this.last.delete(stream);
      end();
    }
  }
}
