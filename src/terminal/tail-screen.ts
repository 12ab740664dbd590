import { once } from 'node:events';

const clearLine = '\r\u001b[2K';
const hideWrap = '\u001b[?7l';
const showWrap = '\u001b[?7h';

/** Lines on stdout, and below them, on a terminal, a status line that is redrawn. */
export class TailScreen {
  #status = '';

  /** @param withStatus whether both stdout and stderr are the same terminal, so that a status line can stand below the lines */
  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly err: NodeJS.WriteStream,
    private readonly withStatus: boolean,
  ) {}

  /** Resolves when there is room for more: a slow reader of the pipe slows the tail instead of filling its memory. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#clear();
    const more = this.out.write(bytes);
    this.#draw();
    if (!more) await once(this.out, 'drain');
  }

  /** Sets the status line, where there is one. */
  status(statusText: () => string): void {
    if (!this.withStatus) return;
    const text = statusText();
    if (text === this.#status) return;
    this.#clear();
    this.#status = text;
    this.#draw();
  }

  /** Something to be read that is no line of the log. */
  tell(text: string): void {
    this.#clear();
    this.err.write(`${text}\n`);
    this.#draw();
  }

  /** Takes the status line away. */
  end(): void {
    this.#clear();
    this.#status = '';
  }

  #clear(): void {
    if (this.#status !== '') this.err.write(clearLine);
  }

  // Cut at the edge instead of wrapped: only one line is cleared.
  #draw(): void {
    if (this.#status !== '') this.err.write(`${hideWrap}${this.#status}${showWrap}`);
  }
}
