import type { ReportedError } from '../messages.js';

/** An error that the runtime itself raises, such as `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** The wire form of anything a function threw, error or not. */
export function reportError(thrown: unknown): ReportedError {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}
