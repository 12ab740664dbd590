import { parseDocument, readDocument, type Readings, type ResponseMeter } from './readings.js';

const WHOLE_LIMIT = 65_536;
const TAIL_LIMIT = 8_192;

/**
 * Reads a JSON answer or a stream of server-sent events. A short answer is kept and parsed whole; of a long one only the
 * end is kept, where the usage stands.
 */
export class TextMeter implements ResponseMeter {
  private chunks: Buffer[] = [];
  private kept = 0;
  private seen = 0;

  observe(chunk: Buffer): void {
    this.seen += chunk.length;
    this.kept += chunk.length;
    this.chunks.push(chunk);
    if (this.seen > WHOLE_LIMIT) this.dropStart();
  }

  readings(): Readings {
    const text = Buffer.concat(this.chunks).toString('latin1');
    const document = this.seen <= WHOLE_LIMIT ? parseDocument(text) : undefined;
    return document === undefined ? readTail(text) : readDocument(document);
  }

  private dropStart(): void {
    let first = this.chunks[0];
    while (first !== undefined && this.kept - first.length >= TAIL_LIMIT) {
      this.kept -= first.length;
      this.chunks.shift();
      first = this.chunks[0];
    }
  }
}

/** The last usage object in the text. A quote inside an answer's text is escaped, so it cannot pass for one. */
function readTail(text: string): Readings {
  const usages = [...text.matchAll(/"usage"\s*:\s*(\{(?:[^{}]|\{[^{}]*\})*\})/g)];
  const usage = usages.at(-1)?.[1];
  return usage === undefined ? {} : readDocument({ usage: parseDocument(usage) });
}
