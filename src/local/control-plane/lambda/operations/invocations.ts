import type {
  InvocationRequest,
  InvocationResponse,
  InvokeWithResponseStreamRequest,
  InvokeWithResponseStreamResponse,
  InvokeWithResponseStreamResponseEvent,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../../errors.js';
import type { StreamedResult } from '../../../lambda/function-runtime.js';
import type { QualifiedInvocation } from '../../../lambda/index.js';
import { ConstraintViolations } from '../../constraint-violations.js';
import { pendingTransition } from '../configuration.js';
import type { LambdaRoom } from '../lambda-room.js';
import { conflict } from '../rejections.js';

/** Bytes of an event: synchronous, and asynchronous since October 2025 (LMB/gettingstarted-limits). */
const SYNCHRONOUS_LIMIT = 6 * 1024 * 1024;
const ASYNCHRONOUS_LIMIT = 1024 * 1024;

/** Calls of functions. */
export function invocationOperations(room: LambdaRoom) {
  return {
    Invoke: (input: InvocationRequest) => invoke(room, input),
    InvokeWithResponseStream: (input: InvokeWithResponseStreamRequest) => invokeStreaming(room, input),
  };
}

async function invoke(room: LambdaRoom, input: InvocationRequest): Promise<InvocationResponse> {
  const kind = input.InvocationType ?? 'RequestResponse';
  checkTypes(kind, ['Event', 'RequestResponse', 'DryRun'], input.LogType);
  const invocation = prepare(room, input, kind === 'Event' ? ASYNCHRONOUS_LIMIT : SYNCHRONOUS_LIMIT);
  if (kind === 'DryRun') return { StatusCode: 204 };
  if (kind === 'Event') {
    // What an asynchronous call comes to shows in the function's logs only.
    room.runtime.invoke(invocation).catch(() => undefined);
    return { StatusCode: 202 };
  }
  const result = await room.runtime.invoke(invocation);
  return {
    StatusCode: 200,
    Payload: asBlob(result.payload),
    ExecutedVersion: result.executedVersion,
    ...(result.functionError ? { FunctionError: result.functionError } : {}),
    ...(input.LogType === 'Tail' ? { LogResult: base64(result.logTail) } : {}),
  };
}

async function invokeStreaming(
  room: LambdaRoom,
  input: InvokeWithResponseStreamRequest,
): Promise<InvokeWithResponseStreamResponse> {
  const kind = input.InvocationType ?? 'RequestResponse';
  checkTypes(kind, ['RequestResponse', 'DryRun'], input.LogType);
  const invocation = prepare(room, input, SYNCHRONOUS_LIMIT);
  if (kind === 'DryRun') return { StatusCode: 204 };
  const result = await room.runtime.invokeStreaming(invocation);
  return {
    StatusCode: 200,
    ExecutedVersion: result.executedVersion,
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
    EventStream: asEvents(result, input.LogType === 'Tail'),
  };
}

async function* asEvents(
  result: StreamedResult,
  withLog: boolean,
): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  for await (const chunk of result.chunks) yield { PayloadChunk: { Payload: asBlob(chunk) } };
  const { errorCode, errorDetails, logTail } = await result.completed;
  yield {
    InvokeComplete: {
      ...(errorCode === undefined ? {} : { ErrorCode: errorCode, ErrorDetails: errorDetails }),
      ...(withLog ? { LogResult: base64(logTail ?? '') } : {}),
    },
  };
}

function checkTypes(kind: string, kinds: readonly string[], logType: string | undefined): void {
  new ConstraintViolations()
    .oneOf('invocationType', kind, kinds)
    .oneOf('logType', logType, ['None', 'Tail'])
    .throwAs();
}

function prepare(
  room: LambdaRoom,
  input: InvocationRequest | InvokeWithResponseStreamRequest,
  limit: number,
): QualifiedInvocation {
  const reference = room.store.parse(input.FunctionName, input.Qualifier);
  room.store.version(reference);
  if (pendingTransition(room.store.get(reference.name), room.now())?.kind === 'creating') {
    throw conflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  return {
    functionArn: room.store.arn(reference),
    payload: readEvent(input.Payload, limit),
    clientContext: readClientContext(input.ClientContext),
  };
}

/** No payload is the event `{}` (LS); anything else must be JSON. */
function readEvent(payload: Uint8Array | undefined, limit: number): Uint8Array {
  if (!payload || payload.length === 0) return new TextEncoder().encode('{}');
  if (payload.length > limit) {
    const message = `${String(payload.length)} byte payload is too large for the RequestResponse invocation type (limit ${String(limit)} bytes)`;
    throw new AwsError('RequestTooLargeException', message, 413, { Type: 'User' });
  }
  try {
    JSON.parse(Buffer.from(payload).toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Could not parse request body into json: Could not parse payload into json: ${reason}`;
    throw new AwsError('InvalidRequestContentException', message, 400, { Type: 'User' });
  }
  return payload;
}

function readClientContext(encoded: string | undefined): string | undefined {
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
      400,
      {
        Type: 'User',
      },
    );
  }
}

function asBlob(bytes: Uint8Array): InvocationResponse['Payload'] {
  return bytes as InvocationResponse['Payload'];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
