import type { ServiceName } from '@clientele/platform/site';

/** How long one that failed is passed over, unless there is no other. */
const REST = 2_000;

/** The processes of one service, which take turns. */
export class Replicas {
  private turn = 0;
  /** By URL, until when it is passed over; until it answers again. */
  private readonly failed = new Map<string, number>();

  constructor(
    readonly service: ServiceName,
    private urls: readonly string[],
  ) {}

  get all(): readonly string[] {
    return this.urls;
  }

  set(urls: readonly string[]): void {
    this.urls = urls;
  }

  /** Each once: the next in turn first, and those that failed a moment ago last. */
  inTurn(): string[] {
    const first = this.turn++ % Math.max(1, this.urls.length);
    const inOrder = [...this.urls.slice(first), ...this.urls.slice(0, first)];
    const now = performance.now();
    const isResting = (url: string): boolean => (this.failed.get(url) ?? 0) > now;
    return [...inOrder.filter((url) => !isResting(url)), ...inOrder.filter(isResting)];
  }

  /** Answers whether that is news. */
  passOver(url: string): boolean {
    const isNews = !this.failed.has(url);
    this.failed.set(url, performance.now() + REST);
    return isNews;
  }

  /** Answers whether it had failed before. */
  answers(url: string): boolean {
    return this.failed.delete(url);
  }
}
