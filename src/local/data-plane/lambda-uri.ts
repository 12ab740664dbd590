import { configurationFailure } from './gateway-failure.js';
import { substituteStageVariables, type StageVariables } from './stage-variables.js';

export type InvocationMode = 'BUFFERED' | 'STREAM';

/** A function as an integration or authorizer names it. */
export interface FunctionTarget {
  /** ARN, version included when the URI has one. */
  readonly functionArn: string;
  readonly mode: InvocationMode;
}

/** `Invoke` and `InvokeWithResponseStream`, each with its own version in the path (DG/response-transfer-mode-lambda). */
const INVOKE = /:lambda:path\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const STREAM = /:lambda:path\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/;

/** Resolves the URI of a Lambda integration, stage variables included. Anything else is a 500. */
export function functionTarget(uri: string, variables: StageVariables): FunctionTarget {
  const resolved = substituteStageVariables(uri, variables);
  const invoked = INVOKE.exec(resolved)?.[1];
  if (invoked) return { functionArn: invoked, mode: 'BUFFERED' };
  const streamed = STREAM.exec(resolved)?.[1];
  if (streamed) return { functionArn: streamed, mode: 'STREAM' };
  throw configurationFailure(new Error('Invalid integration URI'));
}
