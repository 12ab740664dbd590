import { Errors, flush, run, settings } from '@oclif/core';
import { jsonText } from '../terminal/json-text.js';
import { exitCodes } from './exit-codes.js';
import { renderFailure, reportOf } from './failure.js';

/**
 * Runs one command line to its end and sets the exit code.
 *
 * @param entry URL of the launcher in `bin/`, from which oclif finds the package
 */
export async function launch(argv: string[], entry: string): Promise<void> {
  // The SDK warns on every start that a future release will need a newer Node; that is our concern, not the operator's.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  settings.performanceEnabled = false;
  endQuietlyWhenPipeCloses();
  try {
    await run(argv, entry);
    await flush();
  } catch (error) {
    process.exitCode = endWith(error, argv);
  }
}

/** Failures outside any command, such as a command that does not exist. */
function endWith(error: unknown, argv: readonly string[]): number {
  if (error instanceof Errors.ExitError) return error.oclif.exit ?? exitCodes.done;
  const report = reportOf(error);
  if (argv.includes('--json')) process.stdout.write(`${jsonText({ error: report }, 2)}\n`);
  else process.stderr.write(renderFailure(report));
  return report.exitCode;
}

/**
 * `aigw … | head` closes our stdout early: that is no failure. Where nobody reads what is said on the way any more
 * (`aigw deploy 2>&1 | head`), the work goes on in silence rather than stopping half-way.
 */
function endQuietlyWhenPipeCloses(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
