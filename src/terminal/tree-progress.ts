import { DefaultRenderer, Listr, ListrLogger, ProcessOutput, type ListrTaskWrapper } from 'listr2';
import type { ChalkInstance } from 'chalk';
import type { Part, PartState, Progress, Step } from '../gateway/progress.js';
import { colorsFor } from './colors.js';
import { describePart } from './line-progress.js';
import { sanitized } from './sanitize.js';
import { warningLine } from './warning.js';

type Task = ListrTaskWrapper<unknown, never, never>;

/** listr2 draws only where stdout is a terminal; ours draws on stderr, whatever becomes of the result on stdout. */
class TreeRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

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
    const results: T[] = [];
    const run = async (_context: unknown, task: ListrTaskWrapper<unknown, never, never>) => {
      results.push(await work(this.#stepOf(title, task)));
    };
    await new Listr([{ title, task: run as never }], {
      concurrent: false,
      renderer: TreeRenderer,
      registerSignalListeners: false,
      rendererOptions: {
        collapseErrors: false,
        showErrorMessage: false,
        formatOutput: 'truncate',
        logger: new ListrLogger({ processOutput: new ProcessOutput(this.stream, this.stream) }),
      },
      fallbackRenderer: 'silent',
      fallbackRendererCondition: () => false,
    }).run();
    return results[0] as T;
  }

  warn(text: string): void {
    this.stream.write(`${warningLine(text)}\n`);
  }

  #stepOf(title: string, task: Task): Step {
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
