import { Injectable } from '@nestjs/common';
import { Database } from '@clientele/platform';

/** Characters of a chunk. */
const CHUNK = 512 * 1024;

/** The text of files that are not in yet, in pieces in the database: any replica can go on with one after a crash. */
@Injectable()
export class Spool {
  constructor(private readonly database: Database) {}

  /** Keeps the text as it comes, as UTF-8. Gives its length in bytes. */
  async write(importId: string, pieces: AsyncIterable<string>): Promise<number> {
    let startsAt = 0;
    let text = '';
    for await (const piece of pieces) {
      text += piece;
      if (text.length < CHUNK) continue;
      startsAt += await this.put(importId, startsAt, text);
      text = '';
    }
    return text === '' ? startsAt : startsAt + (await this.put(importId, startsAt, text));
  }

  /** The text from a byte on. The next chunk is fetched while one is read. */
  async *read(importId: string, from: number): AsyncGenerator<string> {
    let next = this.chunkAt(importId, from);
    for (let chunk = await next; chunk; chunk = await next) {
      const end = chunk.startsAt + chunk.content.length;
      next = this.chunkAt(importId, end);
      next.catch(() => undefined);
      yield chunk.content.toString('utf8', Math.max(0, from - chunk.startsAt));
    }
  }

  async drop(importId: string): Promise<void> {
    await this.database.query('DELETE FROM import_chunks WHERE import_id = $1', [importId]);
  }

  private async put(importId: string, startsAt: number, text: string): Promise<number> {
    const content = Buffer.from(text);
    await this.database.query(
      `WITH chunk AS (INSERT INTO import_chunks (import_id, starts_at, content) VALUES ($1, $2, $3))
       UPDATE imports SET bytes_total = $2 + $4, touched_at = now() WHERE id = $1`,
      [importId, startsAt, content, content.length],
    );
    return content.length;
  }

  /** The chunk that holds a byte. */
  private async chunkAt(importId: string, offset: number): Promise<{ startsAt: number; content: Buffer } | undefined> {
    const { rows } = await this.database.query<{ starts_at: string; content: Buffer }>(
      `SELECT starts_at, content FROM import_chunks
        WHERE import_id = $1 AND starts_at <= $2 AND starts_at + length(content) > $2
        ORDER BY starts_at DESC LIMIT 1`,
      [importId, offset],
    );
    const [chunk] = rows;
    return chunk && { startsAt: Number(chunk.starts_at), content: chunk.content };
  }
}
