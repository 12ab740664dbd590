/** A call of one function version. */
export interface FunctionInvocation {
  /** Function name or ARN, with or without a version at its end (`…:function:name:3`). */
  readonly functionArn: string;
  /** The event, JSON in UTF-8. */
  readonly payload: Uint8Array;
  /** The caller went away. Lambda does not stop the function then (LMB/configuration-response-streaming). */
  readonly signal?: AbortSignal;
}

export interface FunctionResult {
  readonly payload: Uint8Array;
  /** Set when the function threw, timed out or died; the payload then is `{errorType, errorMessage}`. */
  readonly functionError?: 'Unhandled';
  /** Lambda's own id of the request. */
  readonly requestId?: string;
  readonly executedVersion: string;
  /** The last 4 KB of what the function logged. */
  readonly logTail: string;
}

export interface StreamedResult {
  /** Lambda's own id of the request. */
  readonly requestId?: string;
  readonly executedVersion: string;
  /** What the function wrote, the JSON metadata and its eight NUL bytes included; pulls with back-pressure. Ends early when the function fails. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How it ended, once `chunks` has. */
  readonly completed: Promise<{
    readonly errorCode?: string;
    readonly errorDetails?: string;
    readonly logTail?: string;
  }>;
}

/** Runs functions as deployed. Unknown functions and versions are an `AwsError` ResourceNotFoundException (404). */
export interface FunctionRuntime {
  invoke(invocation: FunctionInvocation): Promise<FunctionResult>;
  invokeStreaming(invocation: FunctionInvocation): Promise<StreamedResult>;
}
