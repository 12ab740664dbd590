const clearBelow = '\u001b[J';
const hideWrap = '\u001b[?7l';
const showWrap = '\u001b[?7h';

/** A few lines at the end of what a terminal shows, redrawn in place. Cursor, screen and scrollback stay as they are. */
export class LiveBlock {
  #drawn = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** Lines wider than the terminal are cut at its edge, so that each takes one row. */
  draw(lines: readonly string[]): void {
    const shown = lines.slice(0, Math.max(1, (this.stream.rows || 24) - 1));
    this.stream.write(`${this.#back()}${hideWrap}${shown.map((line) => `${line}\n`).join('')}${showWrap}`);
    this.#drawn = shown.length;
  }

  /** A line that stays, above the block; the next draw puts the block below it. */
  print(line: string): void {
    this.stream.write(`${this.#back()}${line}\n`);
    this.#drawn = 0;
  }

  #back(): string {
    return this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\r${clearBelow}`;
  }
}
