import type { ChalkInstance } from 'chalk';
import type { Part, PartState, Progress, Step } from '../gateway/progress.js';
import { colorsFor } from './colors.js';
import { describePart } from './line-progress.js';
import { sanitized } from './sanitize.js';
import type { ShownTask } from './task-tree.js';
import { warningLine } from './warning.js';

/** Lines a screen needs besides the parts: title, the prompt below, a little air. */
const reservedLines = 6;

/** Progress as a live tree: each step with a spinner, and below it the parts that are moving. */
export class TreeProgress implements Progress {
  readonly #colors: ChalkInstance;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    readonly onInterrupt: (explanation: string | undefined) => void,
  ) {
    this.#colors = colorsFor(stream);
  }

  async step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T> {
    // Loaded when there is something to draw: most commands only ask.
    const { runShown } = await import('./task-tree.js');
    return runShown(this.stream, title, (task) => work(this.#stepOf(title, task)));
  }

  warn(text: string): void {
    this.stream.write(`${warningLine(text)}\n`);
  }

  #stepOf(title: string, task: ShownTask): Step {
    const parts = new Map<string, Part>();
    return {
      report: (text) => {
        task.title = `${title}  ${this.#colors.dim(sanitized(text))}`;
      },
      part: (part) => {
        parts.delete(part.name);
        parts.set(part.name, part);
        task.output = this.#window([...parts.values()]).join('\n');
      },
      conclude: (text) => {
        task.title = sanitized(text);
      },
    };
  }

  /** As many parts as the screen has room for: failures first of all, then those under way, then the latest to end. */
  #window(parts: readonly Part[]): string[] {
    const room = Math.max(3, Math.min(16, (this.stream.rows || 24) - reservedLines));
    const rank: Readonly<Record<PartState, number>> = { failed: 0, running: 1, reverted: 2, done: 2 };
    const shown = new Set(
      [...parts]
        .reverse()
        .sort((a, b) => rank[a.state] - rank[b.state])
        .slice(0, room),
    );
    return parts.filter((part) => shown.has(part)).map((part) => this.#color(part));
  }

  #color(part: Part): string {
    const line = describePart(part);
    if (part.state === 'failed') return this.#colors.red(line);
    return part.state === 'running' ? this.#colors.cyan(line) : this.#colors.dim(line);
  }
}
