/** A line of a stream, or a part of one that is too long. */
export interface Line {
  /** The first is 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly tooLong: boolean;
}

/** Longest record over HTTP, in bytes. */
export const LONGEST_LINE = 1024 * 1024;
const KEPT_OF_TOO_LONG = 64 * 1024;
const NEWLINE = 10;

/** The lines that end in each chunk; never holds more than one line over, and of one that is too long its beginning. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let number = 1;
  const parts = new LineParts();
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      parts.add(chunk.subarray(from, at));
      lines.push({ number: number++, ...parts.take() });
      from = at + 1;
    }
    parts.add(chunk.subarray(from));
    yield lines;
  }
  if (parts.length > 0) yield [{ number, ...parts.take() }];
}

class LineParts {
  length = 0;
  private parts: Buffer[] = [];
  private kept = 0;

  add(part: Buffer): void {
    this.length += part.length;
    if (this.kept > LONGEST_LINE || part.length === 0) return;
    this.parts.push(part);
    this.kept += part.length;
  }

  take(): { bytes: Buffer; tooLong: boolean } {
    const tooLong = this.length > LONGEST_LINE;
    const whole = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
    this.length = this.kept = 0;
    this.parts = [];
    return { bytes: tooLong ? whole.subarray(0, KEPT_OF_TOO_LONG) : whole, tooLong };
  }
}
