import { Command, Errors } from '@oclif/core';
import type { Progress } from '../gateway/progress.js';
import { jsonText } from '../terminal/json-text.js';
import { createProgress } from '../terminal/progress.js';
import { warningLine } from '../terminal/warning.js';
import { assertSwitchVariables, isSwitchedOn, misspeltVariables } from './environment.js';
import { renderFailure, reportOf } from './failure.js';
import { commonFlags } from './global-flags.js';
import { Interruption } from './interruption.js';

/** What all commands share: the output contract, failures, Ctrl-C, progress. */
export abstract class AigwCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = commonFlags;

  /** What the operator should read although nothing failed; `--json` prints it in `warnings`. */
  protected readonly warnings: string[] = [];
  readonly #interruption = new Interruption();

  override async init(): Promise<void> {
    await super.init();
    this.#interruption.arm();
    assertSwitchVariables(Object.values({ ...this.ctor.baseFlags, ...this.ctor.flags }), process.env);
    this.#warnOfMisspeltVariables();
  }

  /** Where a use case reports what it is doing. */
  protected progress(): Progress {
    return createProgress({
      silent: this.jsonEnabled(),
      plain: this.isDebugging(),
      onInterrupt: (explanation) => {
        this.#interruption.explain(explanation === undefined ? undefined : this.addressed(explanation));
      },
      onWarning: (text) => {
        this.warnings.push(text);
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

  /** Makes the commands in a text lead to what this command works on. */
  protected addressed(text: string): string {
    return text;
  }

  protected override logJson(json: unknown): void {
    process.stdout.write(`${jsonText(json, 2)}\n`);
  }

  protected isDebugging(): boolean {
    return this.argv.includes('--debug') || isSwitchedOn(process.env['AIGW_DEBUG']);
  }

  /** Names of the flags that stand on the command line itself. */
  protected typedFlags(raw: readonly { readonly type: string; readonly flag?: string }[]): Set<string> {
    return new Set(raw.flatMap(({ type, flag }) => (type === 'flag' && flag !== undefined ? [flag] : [])));
  }

  /** Leaves Ctrl-C to a command that has its own way to end. */
  protected takeOverInterruption(): void {
    this.#interruption.disarm();
  }

  /** Every failure ends here: explained on stderr (or as JSON on stdout), with its exit code. */
  protected override catch(error: Error & { exitCode?: number }): Promise<never> {
    if (error instanceof Errors.ExitError) throw error;
    const plain = reportOf(error);
    const report = { ...plain, next: plain.next.map((step) => this.addressed(step)) };
    if (this.jsonEnabled()) this.logJson({ error: report });
    else process.stderr.write(renderFailure(report));
    if (this.isDebugging()) process.stderr.write(stackTraces(error));
    this.exit(report.exitCode);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#interruption.disarm();
    await super.finally(error);
  }

  #warnOfMisspeltVariables(): void {
    const flags = this.config.commands.flatMap((command) => Object.values(command.flags));
    const known = flags.flatMap(({ env }) => (env === undefined ? [] : [env]));
    for (const warning of misspeltVariables(known, process.env)) {
      this.warnings.push(warning);
      this.tell(warningLine(warning));
    }
  }
}

/** The stack of an error and of what caused it: never their other members, which may hold requests and so credentials. */
function stackTraces(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = stackTraces(error.cause);
  return `${error.stack ?? error.message}\n${cause === '' ? '' : `Caused by: ${cause}`}`;
}
