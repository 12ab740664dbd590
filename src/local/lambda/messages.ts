/** What a function's environment is told when it starts (`workerData`). */
export interface EnvironmentStart {
  /** Folder of the unzipped code. */
  readonly taskRoot: string;
  /** Handler setting, e.g. `index.handler`. */
  readonly handler: string;
  readonly logFormat: 'JSON' | 'Text';
  /** Lowest level of `console` output that is kept, e.g. `INFO`; all of it when absent. */
  readonly logLevel?: string;
}

/** An error as the Lambda runtime reports it. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Lines of the stack; absent when the function's process ended rather than threw. */
  readonly trace?: readonly string[];
}

/** Starts one invocation. */
export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  /** Milliseconds since the epoch at which the function times out. */
  readonly deadline: number;
  readonly payload: Uint8Array;
  readonly clientContext?: string;
}

/** From the runtime to an environment. */
export type ToEnvironment =
  | InvokeMessage
  /** The reader took this many bytes of the response. */
  | { readonly type: 'consumed'; readonly bytes: number }
  /** Nobody reads the response any more. */
  | { readonly type: 'disconnect' };

/** From an environment to the runtime. */
export type FromEnvironment =
  | { readonly type: 'ready' }
  | { readonly type: 'initError'; readonly error: ReportedError }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'contentType'; readonly contentType: string }
  | { readonly type: 'chunk'; readonly data: Uint8Array }
  /** The handler's return value as JSON: the whole response of a function that does not stream. */
  | { readonly type: 'result'; readonly json: string; readonly memoryBytes: number }
  | { readonly type: 'streamEnd'; readonly memoryBytes: number }
  | { readonly type: 'failed'; readonly error: ReportedError; readonly memoryBytes: number };
