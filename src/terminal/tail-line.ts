import type { ChalkInstance } from 'chalk';
import type { LogSourceName, TailLine } from '../gateway/logs/tail/tail-line.js';
import type { OutputBytes } from './output-bytes.js';
import { sanitized } from './sanitize.js';

type Paint = (text: string) => string;

/** From this width on lines of requests have room for everything; below the other, only for what matters most. */
const wide = 100;
const narrow = 70;

/** Shows lines for a person: time, source in its own colour, and of a request what matters first. */
export class TailRenderer {
  readonly #sourcePaint: Readonly<Record<LogSourceName, Paint>>;
  #day = '';

  /** @param width columns of the terminal */
  constructor(
    private readonly colors: ChalkInstance,
    private readonly width: number,
  ) {
    const { cyan, magenta, yellow, blue } = colors;
    this.#sourcePaint = { access: cyan, forwarder: magenta, authorizer: yellow, execution: blue };
  }

  /** One line of the log, with a newline at its end; the first of a day has the date before it. */
  write(line: TailLine, out: OutputBytes): void {
    const time = new Date(line.event.timestamp);
    const shown = this.width < narrow ? clockTime(time).slice(0, 8) : clockTime(time);
    const head = `${this.colors.dim(shown)} ${this.#sourcePaint[line.source](line.source.padEnd(10))}`;
    out.text(`${this.#dayBefore(time)}${head} ${this.#content(line)}\n`);
  }

  #dayBefore(time: Date): string {
    const day = `${localDay(time)} ${zoneOf(time)}`;
    if (day === this.#day) return '';
    this.#day = day;
    return `${this.colors.dim(`── ${day} ──`)}\n`;
  }

  #content(line: TailLine): string {
    if (line.access) return this.#request(line, line.access.status, line.access.latency);
    if (line.forwarder) return this.#request(line, line.forwarder.status, line.forwarder.durationMs);
    return plainText(line.event.message);
  }

  #request(line: TailLine, status: number | undefined, latency: number | undefined): string {
    const { facts } = line;
    const cells = [
      this.#status(status),
      this.#latency(latency),
      cell(facts.tenant ?? facts.apiKeyId, this.width < narrow ? 8 : 12),
      cell(shortModel(facts.model), this.width < narrow ? 10 : 18),
      ...(this.width < narrow ? [] : [tokens(facts.inputTokens, facts.outputTokens)]),
      ...(facts.canary ? [this.colors.black.bgYellow(' canary ')] : []),
      ...(this.width >= wide ? [whatWasAsked(line)] : []),
      ...this.#trouble(line, status),
    ];
    return cells.join(' ').trimEnd();
  }

  /** What went wrong, and the id to ask `logs explain` for. */
  #trouble({ access, forwarder, requestId }: TailLine, status: number | undefined): string[] {
    if (status === undefined || status < 400) return [];
    const reason = access?.responseType ?? forwarder?.errorType;
    const shown = reason === undefined ? [] : [this.colors.bold(sanitized(reason))];
    return [...shown, this.colors.dim(sanitized(requestId ?? ''))];
  }

  #status(status: number | undefined): string {
    const text = String(status ?? '-').padStart(3);
    if (status === undefined) return this.colors.dim(text);
    if (status >= 500) return this.colors.red.bold(text);
    return status >= 400 ? this.colors.yellow(text) : this.colors.green(text);
  }

  #latency(ms: number | undefined): string {
    const text = ms === undefined ? '-' : ms < 10_000 ? `${Math.round(ms)}ms` : `${(ms / 1_000).toFixed(1)}s`;
    const padded = text.padStart(6);
    if (ms === undefined || ms < 5_000) return padded;
    return ms < 20_000 ? this.colors.yellow(padded) : this.colors.red(padded);
  }
}

/** A time of day in the operator's own zone. */
function clockTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${milliseconds}`;
}

function localDay(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function zoneOf(time: Date): string {
  const offset = -time.getTimezoneOffset();
  if (offset === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `UTC${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Several lines stay together: what follows the first is indented. */
function plainText(message: string): string {
  return sanitized(message.trimEnd()).replace(/\n/g, '\n    ');
}

function cell(text: string | undefined, width: number): string {
  const safe = sanitized(text ?? '-').replace(/\s/g, ' ');
  return safe.length > width ? `${safe.slice(0, width - 1)}…` : safe.padEnd(width);
}

/** Without provider, region and version, which seldom tell models apart: `nova-lite`. */
function shortModel(model: string | undefined): string | undefined {
  return model
    ?.replace(/^.*\//, '')
    .replace(/^(?:(?:us|eu|apac|jp|au|ca|global)\.)?[a-z0-9]+\.(?=\S*-)/, '')
    .replace(/-v\d+(?::\d+)?$/, '');
}

function tokens(input: number | undefined, output: number | undefined): string {
  const text = input === undefined && output === undefined ? '' : `${input ?? 0}→${output ?? 0}`;
  return text.padStart(10);
}

function whatWasAsked({ access, forwarder, facts }: TailLine): string {
  if (access) return sanitized(`${access.httpMethod ?? ''} ${facts.path ?? ''}`.trim());
  return sanitized(forwarder?.operation ?? forwarder?.route ?? '');
}
