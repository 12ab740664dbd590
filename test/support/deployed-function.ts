import { createLambda, zipInlineCode } from '../../src/local/control-plane/lambda/index.js';
import type { RuntimeOptions } from '../../src/local/lambda/index.js';
import type { LocalFunctionRuntime } from '../../src/local/lambda/index.js';
import { ManualClock, makeRoomRegion, type RememberingLogSink } from './room-region.js';

/** One function in a region of its own, where time stands still. */
export interface DeployedTestFunction {
  readonly clock: ManualClock;
  readonly logs: RememberingLogSink;
  readonly runtime: LocalFunctionRuntime;
  /** An operation of the Lambda API. */
  call<Output = object>(operation: string, input: object): Promise<Output>;
}

/**
 * Deploys `source` as the function `fn` (nodejs24.x, `index.handler`), active, and takes it down after `body`.
 *
 * @param settings further members of CreateFunction's input
 */
export async function withFunction(
  source: string,
  options: RuntimeOptions,
  body: (deployed: DeployedTestFunction) => Promise<void>,
  settings: object = {},
): Promise<void> {
  const clock = new ManualClock();
  const region = makeRoomRegion({ clock });
  const lambda = createLambda(region, options);
  const call = async <Output>(operation: string, input: object): Promise<Output> => {
    const run = lambda.operations[operation];
    if (!run) throw new Error(`No operation ${operation}.`);
    return (await run(input as never, { requestId: 'r', principalArn: 'p' })) as Output;
  };
  const runtime = lambda.functions as LocalFunctionRuntime;
  try {
    await call('CreateFunction', {
      FunctionName: 'fn',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/forwarder',
      Code: { ZipFile: zipInlineCode(source) },
      ...settings,
    });
    clock.advance(1000);
    await body({ clock, logs: region.logSink, runtime, call });
  } finally {
    await lambda.close?.();
  }
}

/** A value as the payload of an invocation. */
export function payloadOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** JSON of a payload. */
export function jsonOf(bytes: Uint8Array | undefined): Record<string, unknown> {
  return JSON.parse(textOf(bytes)) as Record<string, unknown>;
}

export function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

/** All chunks as one text. */
export async function collectText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}
