import { writeSync } from 'node:fs';
import { exitCodes } from './exit-codes.js';

const showCursor = '\u001b[?25h';

/** What Ctrl-C does: says at once what goes on without us and how to resume, leaves the terminal whole, exits 130. */
export class Interruption {
  #explanation: string | undefined;

  readonly #onSignal = () => {
    const cursor = process.stderr.isTTY ? `${showCursor}\n` : '';
    // Past the stream: a live tree holds back what is written to it while it draws.
    writeSync(
      process.stderr.fd,
      `${cursor}Interrupted. ${this.#explanation ?? 'Nothing is left running.'}\n`,
    );
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
