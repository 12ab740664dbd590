import type { Clock } from '../gateway/clock.js';
import { CompletenessMeter, type Completeness } from '../gateway/logs/completeness.js';
import type { KeyOwners } from '../gateway/logs/key-owners.js';
import type { LogService } from '../gateway/logs/log-service.js';
import { tailLogs, type TailRequest } from '../gateway/logs/tail/tail-logs.js';
import { colorsFor } from '../terminal/colors.js';
import { OutputBytes } from '../terminal/output-bytes.js';
import { completenessText, gapLines } from '../terminal/completeness.js';
import { TailJson } from '../terminal/tail-json.js';
import { TailRenderer } from '../terminal/tail-line.js';
import { TailScreen } from '../terminal/tail-screen.js';
import { warningLine } from '../terminal/warning.js';
import { BoundedMemory } from './bounded-memory.js';

/** What an event leaves behind when it was read, roughly. */
const bytesOfEvent = 500;

/** How a tail ended, as `--json` prints it last. */
export interface TailOutcome {
  readonly type: 'completeness';
  readonly lines: number;
  readonly completeness: Completeness;
}

interface TailOutput {
  readonly json: boolean;
  readonly warn: (text: string) => void;
}

/** Shows a tail until it ends or, when it follows, until Ctrl-C; then says how complete it was. */
export async function showTail(
  services: { readonly logs: LogService; readonly clock: Clock; readonly owners: KeyOwners },
  request: TailRequest,
  output: TailOutput,
): Promise<TailOutcome> {
  const { stdout, stderr } = process;
  const follows = request.to === undefined;
  const person = stdout.isTTY && !output.json;
  const screen = new TailScreen(stdout, stderr, person && stderr.isTTY && follows);
  const renderer = person ? new TailRenderer(colorsFor(stdout), stdout.columns || 80) : new TailJson();
  const meter = new CompletenessMeter();
  const interruption = follows ? untilInterrupted() : undefined;
  const signal = interruption?.signal ?? new AbortController().signal;
  const out = new OutputBytes();
  const memory = new BoundedMemory();
  let read = 0;
  let lines = 0;
  let polling = !request.liveTail;
  try {
    const announce = (text: string) => {
      screen.end();
      polling = true;
      output.warn(text);
    };
    for await (const batch of tailLogs({ ...services, signal, meter, announce }, request)) {
      lines += batch.length;
      for (const line of batch) renderer.write(line, out);
      const bytes = out.take();
      await screen.write(bytes);
      // What was read counts too: of lines that are not shown, and of those that came before, nothing is written.
      memory.worked(bytes.length + (meter.events + meter.duplicates - read) * bytesOfEvent);
      read = meter.events + meter.duplicates;
      screen.status(() => statusText(lines, meter, polling ? 'polling' : 'Live Tail'));
    }
  } finally {
    screen.end();
    interruption?.forget();
  }
  if (!output.json) sayHowComplete(screen, lines, meter);
  return { type: 'completeness', lines, completeness: meter.snapshot() };
}

function statusText(lines: number, meter: Completeness, way: string): string {
  const dim = colorsFor(process.stderr).dim;
  return dim(`${way} · ${completenessText(lines, meter)} · Ctrl-C ends`);
}

function sayHowComplete(screen: TailScreen, lines: number, meter: Completeness): void {
  screen.tell(colorsFor(process.stderr).dim(completenessText(lines, meter)));
  for (const gap of gapLines(meter)) screen.tell(warningLine(gap));
}

/** Ctrl-C ends a tail as it is meant to end. */
function untilInterrupted() {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    forget: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
