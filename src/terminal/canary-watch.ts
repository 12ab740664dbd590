import type { ChalkInstance } from 'chalk';
import type { Figures, SideFigures } from '../gateway/canary-watch/figures.js';
import type { CheckReport, Verdict } from '../gateway/canary-watch/judgement.js';
import type { FiguresEvent, WatchEvent, WatchingEvent } from '../gateway/canary-watch/watch-event.js';
import { formatDuration } from '../gateway/duration.js';
import { count, percent } from './figures.js';
import { bar, sparkline } from './plot.js';
import { sanitized } from './sanitize.js';
import { wrapped } from './wrap.js';

/** Values of the plots that are kept: as many as the widest plot shows. */
const longestPlot = 40;
const labelWidth = 12;
const valueWidth = 10;

/** What a canary watch looks like to a person: a view that is redrawn, and lines that stay. */
export class CanaryView {
  readonly #recent: Figures[] = [];
  #steps: WatchingEvent | undefined;

  constructor(private readonly colors: ChalkInstance) {}

  /** Takes up what happened. */
  note(event: WatchEvent): void {
    if (event.event === 'watching') {
      this.#steps = event;
      this.#recent.length = 0;
    }
    if (event.event !== 'figures') return;
    this.#recent.push(event.recent);
    if (this.#recent.length > longestPlot) this.#recent.shift();
  }

  /** The view, in lines of at most `width` characters where that is 50 or more. */
  frame(event: FiguresEvent, width: number): string[] {
    const { base, canary } = event.figures;
    return [
      ...this.#title(event),
      this.#share(event, width),
      '',
      this.colors.dim(`${''.padEnd(labelWidth)}${cell('base')}${cell('canary')}`),
      ...this.#row('requests', base, canary, width, ({ requests }) => count(requests), requestsOf),
      ...this.#row('errors', base, canary, width, (side) => share(side.errors, side), errorRateOf),
      ...this.#row('refused', base, canary, width, (side) => share(side.refused, side)),
      ...this.#row('p50', base, canary, width, ({ latency }) => milliseconds(latency.p50)),
      ...this.#row('p95', base, canary, width, ({ latency }) => milliseconds(latency.p95), p95Of),
      ...this.#row('p99', base, canary, width, ({ latency }) => milliseconds(latency.p99)),
      ...this.#row('first byte', base, canary, width, ({ firstByte }) => milliseconds(firstByte.p95)),
      '',
      ...event.checks.flatMap((check) => this.#check(check, width)),
      ...(event.blind === undefined ? [] : [this.colors.yellow(`! ${sanitized(event.blind)}`)]),
    ];
  }

  #title({ percent: share, observedMs, verdict }: FiguresEvent): string[] {
    const { steps, everyMs = 0 } = this.#steps ?? {};
    const next = steps?.find((step) => step > share);
    const then = next === undefined ? '' : next === 100 ? ', then promote' : `, then ${next} %`;
    const interval = steps ? ` of ${formatDuration(everyMs)}` : '';
    return [
      `${this.colors.bold(`Canary at ${share} %`)}  ${this.#verdict(verdict)}`,
      `${'step'.padEnd(labelWidth)}${formatDuration(observedMs)}${interval}${then}`,
    ];
  }

  #share({ figures, percent: wanted }: FiguresEvent, width: number): string {
    const room = Math.max(0, Math.min(30, width - 36));
    const got = figures.share === undefined ? 'no requests yet' : `got ${percent(figures.share)}`;
    return `${'traffic'.padEnd(labelWidth)}${bar(figures.share ?? 0, room).padEnd(room, '·')} ${got} of ${wanted} %`.trimEnd();
  }

  #row(
    label: string,
    base: SideFigures,
    canary: SideFigures,
    width: number,
    show: (side: SideFigures) => string,
    plotted?: (side: SideFigures) => number | undefined,
  ): string[] {
    const [ofBase, ofCanary] = [show(base), show(canary)];
    if (ofBase === none && ofCanary === none && label === 'first byte') return [];
    const text = `${label.padEnd(labelWidth)}${cell(ofBase)}${cell(ofCanary)}`;
    return [plotted ? `${text}  ${this.#plots(plotted, width - text.length - 4)}` : text];
  }

  /** Both sides beside each other; where that would be too small to see anything, the canary's alone. */
  #plots(plotted: (side: SideFigures) => number | undefined, room: number): string {
    const plot = (side: 'base' | 'canary', width: number) =>
      sparkline(
        this.#recent.map((figures) => plotted(figures[side])),
        width,
      ).padEnd(width);
    const half = Math.min(longestPlot, Math.floor((room - 2) / 2));
    if (half < 12) return this.colors.cyan(plot('canary', Math.max(0, Math.min(longestPlot, room))));
    return `${this.colors.dim(plot('base', half))}  ${this.colors.cyan(plot('canary', half))}`;
  }

  #check({ verdict, reason }: CheckReport, width: number): string[] {
    const lines = wrapped(sanitized(reason), width - 2, '  ');
    const mark = {
      healthy: this.colors.green('✔'),
      unhealthy: this.colors.red('✖'),
      'not-enough-traffic': '…',
    };
    return lines.map((line, at) => (at === 0 ? `${mark[verdict]} ${line.slice(2)}` : line));
  }

  #verdict(verdict: Verdict): string {
    const color = {
      healthy: this.colors.green,
      unhealthy: this.colors.red.bold,
      'not-enough-traffic': this.colors.yellow,
    };
    return color[verdict](verdictText(verdict));
  }

  /** A line that stays, for a log or above the view. */
  line(event: WatchEvent): string {
    return sanitized(`${event.time.slice(11, 19)}  ${lineText(event)}`);
  }
}

const none = '–';

function lineText(event: WatchEvent): string {
  switch (event.event) {
    case 'watching': {
      const then = event.steps ? `, then ${event.steps.map((step) => `${step} %`).join(', ')}` : '';
      const since = event.since.slice(0, 19).replace('T', ' ');
      return `watching deployment ${event.deployments.canary} against ${event.deployments.base}: at ${event.percent} % since ${since} UTC${then}`;
    }
    case 'figures':
      return figuresText(event);
    case 'shifted':
      return `${event.by === 'watch' ? 'shifted' : 'somebody shifted it'} from ${event.from} % to ${event.to} %`;
    case 'trouble':
      return `! ${event.message} Trying again.`;
    case 'promoted':
      return 'promoted: all requests meet the canary’s deployment';
    case 'aborted':
      return 'unhealthy: aborted, all requests meet what was live before';
    case 'ended':
      return `ended: ${verdictText(event.verdict)}. ${event.reasons[0] ?? ''}`.trimEnd();
  }
}

function figuresText({ percent: at, verdict, figures, checks, blind }: FiguresEvent): string {
  const { base, canary } = figures;
  const lacking = checks.find((check) => check.verdict === verdict && verdict !== 'healthy');
  const why = blind ?? lacking?.reason;
  const parts = [
    `${at} %  ${verdictText(verdict)}`,
    `${count(canary.requests)} requests (base ${count(base.requests)})`,
    `errors ${share(canary.errors, canary)} (${share(base.errors, base)})`,
    `p95 ${milliseconds(canary.latency.p95)} (${milliseconds(base.latency.p95)})`,
    ...(why === undefined ? [] : [why]),
  ];
  return parts.join(' · ');
}

/** The three outcomes, in words. */
export function verdictText(verdict: Verdict): string {
  return verdict === 'not-enough-traffic' ? 'not enough traffic to tell' : verdict;
}

function cell(text: string): string {
  return text.padStart(valueWidth);
}

function requestsOf({ requests }: SideFigures): number {
  return requests;
}

function errorRateOf({ requests, errorRate }: SideFigures): number | undefined {
  return requests === 0 ? undefined : errorRate;
}

function p95Of({ latency }: SideFigures): number | undefined {
  return latency.p95;
}

function share(part: number, { requests }: SideFigures): string {
  return requests === 0 ? none : percent(part / requests);
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? none : `${count(value)} ms`;
}
