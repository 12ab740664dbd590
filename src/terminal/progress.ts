import type { Progress } from '../gateway/progress.js';
import { LineProgress } from './line-progress.js';
import { TreeProgress } from './tree-progress.js';

export interface ProgressOptions {
  /** Show nothing: the result alone matters (`--json`). */
  readonly silent: boolean;
  /** Plain lines even on a terminal, because other lines are written there too (`--debug`). */
  readonly plain: boolean;
  /** Called with what Ctrl-C should say from now on. */
  readonly onInterrupt: (explanation: string | undefined) => void;
  /** Told every warning, shown or not. */
  readonly onWarning: (text: string) => void;
}

/** Progress as it fits where it is shown, always on stderr: a live tree on a terminal, plain lines elsewhere, nothing when silent. */
export function createProgress(options: ProgressOptions): Progress {
  const shown = shownProgress(options);
  return {
    step: (title, work) => shown.step(title, work),
    warn: (text) => {
      options.onWarning(text);
      shown.warn(text);
    },
    onInterrupt: options.onInterrupt,
  };
}

function shownProgress(options: ProgressOptions): Progress {
  if (options.silent) return silentProgress(options);
  const live = process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI'];
  return live && !options.plain
    ? new TreeProgress(process.stderr, options.onInterrupt)
    : new LineProgress(process.stderr, options.onInterrupt);
}

function silentProgress(options: ProgressOptions): Progress {
  const nothing = () => undefined;
  return {
    step: (_title, work) => work({ report: nothing, part: nothing, conclude: nothing }),
    warn: nothing,
    onInterrupt: options.onInterrupt,
  };
}
