const WINDOW = 5_000;

/** How fast it has gone in the last seconds. */
export class Speedometer {
  private readonly seen: { readonly time: number; readonly rows: number; readonly bytes: number }[] = [];

  at(rows: number, bytes: number): { rowsPerSecond: number; bytesPerSecond: number } {
    const time = performance.now();
    this.seen.push({ time, rows, bytes });
    while (this.seen.length > 2 && time - this.seen[0]!.time > WINDOW) this.seen.shift();
    const first = this.seen[0]!;
    const seconds = Math.max(0.05, (time - first.time) / 1_000);
    return { rowsPerSecond: (rows - first.rows) / seconds, bytesPerSecond: (bytes - first.bytes) / seconds };
  }
}
