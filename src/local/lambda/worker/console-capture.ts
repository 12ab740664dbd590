import { format } from 'node:util';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

const METHODS: Readonly<Record<string, Level>> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};

/** Writes a line as the function's own `console` would. */
export type RuntimeLog = (level: Level, ...values: unknown[]) => void;

/** How a function's output becomes log events. */
export interface CaptureOptions {
  readonly format: 'JSON' | 'Text';
  readonly level?: string;
  /** Request that is being handled, if any. */
  readonly requestId: () => string | undefined;
  readonly emit: (message: string) => void;
}

/**
 * Turns `console` and the process's output into log events: one for each call of `console`, with time, request id and level
 * ahead of it as the Node.js runtimes write them, and one for each line written to stdout or stderr.
 *
 * @returns what the runtime itself logs with
 */
export function captureOutput(options: CaptureOptions): RuntimeLog {
  const least = Math.max(0, LEVELS.indexOf(options.level as Level));
  const log: RuntimeLog = (level, ...values) => {
    if (LEVELS.indexOf(level) >= least) options.emit(formatMessage(options, level, values));
  };
  for (const [method, level] of Object.entries(METHODS)) {
    Object.assign(console, { [method]: log.bind(undefined, level) });
  }
  captureStream(process.stdout, options.emit);
  captureStream(process.stderr, options.emit);
  return log;
}

/** One `console` call as a log event. */
export function formatMessage(options: CaptureOptions, level: Level, values: readonly unknown[]): string {
  const timestamp = new Date().toISOString();
  const requestId = options.requestId();
  if (options.format === 'Text') {
    return `${timestamp}\t${String(requestId)}\t${level}\t${format(...values)}\n`;
  }
  return JSON.stringify({ timestamp, level, requestId, ...jsonMessage(values) });
}

function jsonMessage(values: readonly unknown[]): object {
  if (values.length === 1) return { message: jsonValue(values[0]) };
  const error = values.find((value) => value instanceof Error);
  return { message: format(...values), ...(error ? errorMembers(error) : {}) };
}

function jsonValue(value: unknown): unknown {
  if (value instanceof Error) return errorMembers(value);
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return format(value);
  }
}

function errorMembers(error: Error): object {
  return { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') ?? [] };
}

function captureStream(stream: NodeJS.WriteStream, emit: (message: string) => void): void {
  let partial = '';
  const write = (chunk: Uint8Array | string, encoding?: unknown, callback?: unknown): boolean => {
    const lines = (partial + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) emit(`${line}\n`);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done as () => void);
    return true;
  };
  Object.assign(stream, { write });
}
