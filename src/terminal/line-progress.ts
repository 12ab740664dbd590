import type { ChalkInstance } from 'chalk';
import type { Part, PartState, Progress, Step } from '../gateway/progress.js';
import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';
import { warningLine } from './warning.js';

/** Progress as plain lines, for pipes, CI and files: one line for each thing that happened. */
export class LineProgress implements Progress {
  readonly #colors: ChalkInstance;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    readonly onInterrupt: (explanation: string | undefined) => void,
  ) {
    this.#colors = colorsFor(stream);
  }

  async step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T> {
    let conclusion = title;
    const states = new Map<string, PartState>();
    this.#write(sanitized(`… ${title}`));
    try {
      const result = await work({
        report: () => undefined,
        part: (part) => {
          if (states.get(part.name) !== part.state) this.#write(`  ${describePart(part)}`);
          states.set(part.name, part.state);
        },
        conclude: (text) => {
          conclusion = text;
        },
      });
      this.#write(this.#colors.green(sanitized(`✔ ${conclusion}`)));
      return result;
    } catch (error) {
      this.#write(this.#colors.red(sanitized(`✖ ${title}`)));
      throw error;
    }
  }

  warn(text: string): void {
    this.#write(warningLine(text));
  }

  #write(line: string): void {
    this.stream.write(`${line}\n`);
  }
}

const words: Readonly<Record<PartState, string>> = {
  running: '…',
  done: '✔',
  failed: '✖',
  reverted: '↺',
};

/** One line on a part: mark, name, what it is, and why it failed. */
export function describePart(part: Part): string {
  const reason = part.reason ? `: ${part.reason}` : '';
  return sanitized(`${words[part.state]} ${part.name}  ${part.detail ?? ''}${reason}`);
}
