import { Command, Errors } from '@oclif/core';
import type { Progress } from '../gateway/progress.js';
import { createProgress } from '../terminal/progress.js';
import { renderFailure, reportOf } from './failure.js';
import { globalFlags } from './global-flags.js';
import { Interruption } from './interruption.js';

/** What all commands share: the output contract, failures, Ctrl-C, progress. */
export abstract class AigwCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = globalFlags;

  readonly #interruption = new Interruption();

  override async init(): Promise<void> {
    await super.init();
    this.#interruption.arm();
  }

  /** Where a use case reports what it is doing. */
  protected progress(): Progress {
    return createProgress({
      silent: this.jsonEnabled(),
      onInterrupt: (explanation) => {
        this.#interruption.explain(explanation);
      },
    });
  }

  /** Writes the result for a person to stdout; under `--json` the returned result is printed instead. */
  protected show(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Writes something a person should read that is not the result, to stderr; nothing under `--json`. */
  protected tell(text: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${text}\n`);
  }

  /** Leaves Ctrl-C to a command that has its own way to end. */
  protected takeOverInterruption(): void {
    this.#interruption.disarm();
  }

  /** Every failure ends here: explained on stderr (or as JSON on stdout), with its exit code. */
  protected override catch(error: Error & { exitCode?: number }): Promise<never> {
    if (error instanceof Errors.ExitError) throw error;
    const report = reportOf(error);
    if (this.jsonEnabled()) this.logJson({ error: report });
    else process.stderr.write(renderFailure(report));
    if (this.argv.includes('--debug') || process.env['AIGW_DEBUG'])
      process.stderr.write(`${error.stack ?? ''}\n`);
    this.exit(report.exitCode);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#interruption.disarm();
    await super.finally(error);
  }
}
