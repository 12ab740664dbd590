import type { TailLine } from '../gateway/logs/tail/tail-line.js';
import { jsonText } from './json-text.js';

/** Streams whose part of a line is kept ready. */
const mostStreams = 1_000;

/** Writes lines as JSON, one document each: times in UTC, the message exactly as it is stored. */
export class TailJson {
  /** Most lines are of a stream that was there before; what it is costs as much as the rest of a line. */
  readonly #origins = new Map<string, string>();

  /** One line, with a newline at its end. */
  render(line: TailLine): string {
    const { event, requestId, extendedRequestId, access, forwarder, facts } = line;
    const { status, tenant, apiKeyId, model, canary, path, inputTokens, outputTokens } = facts;
    const rest = jsonText({
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
      message: event.message,
    });
    const time = new Date(event.timestamp).toISOString();
    return `{"type":"line","time":"${time}",${this.#origin(line)},${rest.slice(1)}\n`;
  }

  #origin({ source, event: { group, stream } }: TailLine): string {
    const key = `${group}\n${stream}`;
    let origin = this.#origins.get(key);
    if (origin === undefined) {
      if (this.#origins.size >= mostStreams) this.#origins.clear();
      origin = jsonText({ source, group, stream }).slice(1, -1);
      this.#origins.set(key, origin);
    }
    return origin;
  }
}
