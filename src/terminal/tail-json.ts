import { quotedMessage } from '../gateway/logs/log-service.js';
import type { TailLine } from '../gateway/logs/tail/tail-line.js';
import { jsonText } from './json-text.js';
import type { OutputBytes } from './output-bytes.js';

/** Streams whose part of a line is kept ready. */
const mostStreams = 1_000;

/** Writes lines as JSON, one document each: times in UTC, the message exactly as it is stored. */
export class TailJson {
  readonly #origins = new Origins();
  readonly #times = new UtcTimes();

  /** One line, with a newline at its end. */
  write(line: TailLine, out: OutputBytes): void {
    const time = this.#times.text(line.event.timestamp);
    out.text(`{"type":"line","time":"${time}",${this.#origins.text(line)}${requestPart(line)},"message":`);
    writeMessage(line, out);
    out.text('}\n');
  }
}

/** Source, group and stream as members. Most lines are of the stream of the one before, or of one that was there before. */
class Origins {
  readonly #texts = new Map<string, string>();
  #group = '';
  #stream = '';
  #text = '';

  text({ source, event: { group, stream } }: TailLine): string {
    if (stream === this.#stream && group === this.#group) return this.#text;
    const key = `${group}\n${stream}`;
    const text = this.#texts.get(key) ?? jsonText({ source, group, stream }).slice(1, -1);
    if (this.#texts.size >= mostStreams) this.#texts.clear();
    this.#texts.set(key, text);
    [this.#group, this.#stream, this.#text] = [group, stream, text];
    return text;
  }
}

/** What is known of the request, as further members. */
function requestPart({ requestId, extendedRequestId, access, forwarder, facts }: TailLine): string {
  if (requestId === undefined && !access && !forwarder) return '';
  const { status, tenant, apiKeyId, model, canary, path, inputTokens, outputTokens } = facts;
  const members = jsonText({
    requestId,
    extendedRequestId,
    status: access?.status ?? status,
    latencyMs: access?.latency ?? forwarder?.durationMs,
    tenant,
    apiKeyId,
    model,
    canary,
    path,
    inputTokens,
    outputTokens,
  });
  return members === '{}' ? '' : `,${members.slice(1, -1)}`;
}

/** A harmless message goes out as it came in. */
function writeMessage({ event }: TailLine, out: OutputBytes): void {
  const { bytes, start, end, plain } = quotedMessage(event);
  if (plain) out.copy(bytes, start - 1, end + 1);
  else out.text(jsonText(event.message));
}

/** Times in UTC; most are of the second of the one before. */
class UtcTimes {
  #second = NaN;
  #text = '';

  /** @param time milliseconds since the epoch */
  text(time: number): string {
    const milliseconds = time % 1_000;
    const second = time - milliseconds;
    if (second !== this.#second) {
      this.#text = new Date(second).toISOString().slice(0, -4);
      this.#second = second;
    }
    return `${this.#text}${String(milliseconds).padStart(3, '0')}Z`;
  }
}
