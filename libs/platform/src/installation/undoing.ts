/** What has been started, to be stopped in the opposite order. */
export class Undoing {
  private readonly steps: (() => Promise<unknown>)[] = [];

  async add<T>(starting: Promise<T>, stop: (started: T) => Promise<unknown>): Promise<T> {
    const started = await starting;
    this.steps.push(() => stop(started));
    return started;
  }

  /** Goes on where a step fails, and throws the first failure at the end. */
  async undo(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps.splice(0).reverse()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
