import { writeSync } from 'node:fs';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const restOfLine = '\u001b[K';
const restOfScreen = '\u001b[J';

/**
 * A program that has the whole terminal: the alternate screen, no cursor, every key as it is pressed. However the process ends, short of SIGKILL, the terminal
 * is as it was before.
 */
export class FullScreen {
  #open = false;
  readonly #restore = () => {
    this.close();
  };

  constructor(
    private readonly input: typeof process.stdin,
    private readonly output: typeof process.stdout,
    private readonly onKey: (key: string) => void,
    private readonly onResize: () => void,
  ) {}

  open(): void {
    this.#open = true;
    // Before anything is changed: a death right after it must find the way back.
    process.once('exit', this.#restore);
    // Before Node writes the trace of a crash, which would be lost with the alternate screen.
    process.once('uncaughtExceptionMonitor', this.#restore);
    this.input.setRawMode(true).setEncoding('utf8').on('data', this.#take).resume();
    this.output.on('resize', this.onResize).write(enter);
  }

  /** Shows lines in place of what is there; the screen does not flicker, because nothing is cleared first. */
  draw(lines: readonly string[]): void {
    if (!this.#open) return;
    const text = lines.map((line) => `${line}${restOfLine}`).join('\r\n');
    this.output.write(`${home}${text}${restOfScreen}`);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#restore);
    process.off('uncaughtExceptionMonitor', this.#restore);
    this.output.off('resize', this.onResize);
    this.input.off('data', this.#take).pause();
    // A terminal that has gone away cannot be restored, and needs not be.
    try {
      this.input.setRawMode(false);
      writeSync(this.output.fd, leave);
    } catch {
      return;
    }
  }

  readonly #take = (keys: string | Buffer): void => {
    for (const key of keysIn(String(keys))) this.onKey(key);
  };
}

/** Splits what a terminal sent into keys: an escape sequence, such as that of an arrow, is one. */
function keysIn(text: string): string[] {
  return text.match(/\u001b(?:\[[0-?]*[ -/]*[@-~]|O.)?|[\s\S]/gu) ?? [];
}
