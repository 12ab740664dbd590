import { exitCodes } from './exit-codes.js';

const showCursor = '\u001b[?25h';

/** What Ctrl-C does: says at once what goes on without us and how to resume, leaves the terminal whole, exits 130. */
export class Interruption {
  #explanation: string | undefined;

  readonly #onSignal = () => {
    if (process.stderr.isTTY) process.stderr.write(`${showCursor}\n`);
    process.stderr.write(`Interrupted. ${this.#explanation ?? 'Nothing is left running.'}\n`);
    process.exit(exitCodes.interrupted);
  };

  arm(): void {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  disarm(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }

  /** Sets what an interruption should say from now on. */
  explain(explanation: string | undefined): void {
    this.#explanation = explanation;
  }
}
