import type { ServiceName } from '@clientele/platform/site';

/** How long one that failed is passed over, unless there is no other. */
const REST = 2_000;

/** The processes of one service, which take turns. */
export class Replicas {
  private turn = 0;
  private readonly restUntil = new Map<string, number>();

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
    const isResting = (url: string): boolean => (this.restUntil.get(url) ?? 0) > now;
    return [...inOrder.filter((url) => !isResting(url)), ...inOrder.filter(isResting)];
  }

  passOver(url: string): void {
    this.restUntil.set(url, performance.now() + REST);
  }
}
