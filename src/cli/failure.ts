import { GatewayError } from '../gateway/errors.js';
import { colorsFor } from '../terminal/colors.js';
import { sanitized } from '../terminal/sanitize.js';
import { wrapped } from '../terminal/wrap.js';
import { exitCodes } from './exit-codes.js';

/** A failure as `--json` prints it. */
export interface FailureReport {
  readonly kind: string;
  readonly message: string;
  readonly reason?: string;
  readonly next: readonly string[];
  readonly requestId?: string;
  readonly exitCode: number;
}

/** What to tell of anything that was thrown. What is not a `GatewayError` or a usage error of oclif's is a bug of ours. */
export function reportOf(error: unknown): FailureReport {
  if (error instanceof GatewayError) {
    const { kind, reason, next, requestId } = error;
    return { kind, message: usageMessage(error), reason, next, requestId, exitCode: exitCodes[kind] };
  }
  if (isUsageError(error)) {
    return { kind: 'usage', message: usageMessage(error), next: ['aigw help'], exitCode: exitCodes.usage };
  }
  return {
    kind: 'bug',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    reason: 'This is a bug in aigw, not something you did.',
    next: ['Run the same command with --debug and report what it prints.'],
    exitCode: exitCodes.bug,
  };
}

/** The report for a person: what happened, why, what to type next. */
export function renderFailure(
  report: FailureReport,
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stderr,
): string {
  const colors = colorsFor(stream);
  const lines = [
    `${colors.red.bold('✖')} ${colors.bold(sanitized(report.message))}`,
    ...(report.reason ? reasonLines(sanitized(report.reason), stream) : []),
    ...report.next.map((step) => `  ${colors.cyan('→')} ${sanitized(step)}`),
    ...(report.requestId ? [colors.dim(`  AWS request id: ${sanitized(report.requestId)}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** On a terminal broken between words. Next steps are not: a command has to stay whole to be copied. */
function reasonLines(
  reason: string,
  { isTTY, columns = 80 }: { readonly isTTY?: boolean; readonly columns?: number },
): string[] {
  return isTTY ? reason.split('\n').flatMap((line) => wrapped(line, columns, '  ')) : [`  ${reason}`];
}

/** Errors of oclif's parser carry `oclif.exit`; 2 means that the command line was wrong. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'oclif' in error;
}

/** oclif puts the flag on a line before what its parser said, and how to get help after it; our own next step says that. */
function usageMessage(error: Error): string {
  return error.message
    .replace(/\n?See more help with --help\s*$/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .trim();
}
