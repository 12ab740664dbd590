import { request as requestHttp, type ClientRequest, type RequestOptions } from 'node:http';
import aws4 from 'aws4';
import type { ProxyEvent } from '../../src/functions/forwarder/api-gateway-event.js';
import { readConfiguration } from '../../src/functions/forwarder/configuration.js';
import { createForwarder } from '../../src/functions/forwarder/handler.js';
import type { InvocationContext, ResponseStream } from '../../src/functions/forwarder/lambda-streaming.js';
import type { RequestLog } from '../../src/functions/forwarder/request-log.js';
import { createSender } from '../../src/functions/forwarder/upstream.js';
import {
  awslambda,
  callStreaming,
  invocationContext,
  LambdaResponseStream,
  type StreamedAnswer,
} from './awslambda-harness.js';

export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'the-session-token',
};

/** A forwarder under test, with everything it did. */
export interface ForwarderUnderTest {
  readonly logged: RequestLog[];
  /** Options of every connection that was asked for. */
  readonly opened: RequestOptions[];
  call(event: ProxyEvent, options?: CallOptions): Promise<StreamedAnswer>;
}

export interface CallOptions {
  readonly stream?: LambdaResponseStream;
  readonly remainingMs?: number;
}

/** A forwarder whose connections go to `upstreamUrl`, watched on the way. */
export function forwarderAt(
  upstreamUrl: string,
  environment: Readonly<Record<string, string>> = {},
): ForwarderUnderTest {
  const configuration = readConfiguration({
    AWS_REGION: 'us-east-1',
    ALLOWED_SERVICES: 'bedrock-runtime,bedrock-agent-runtime,bedrock,bedrock-mantle',
    ALLOWED_MODELS: '*',
    AWS_ENDPOINT_URL: upstreamUrl,
    ...environment,
  });
  const opened: RequestOptions[] = [];
  const logged: RequestLog[] = [];
  const open = (options: RequestOptions): ClientRequest => {
    opened.push(options);
    return requestHttp(options);
  };
  const startResponse = awslambda.HttpResponseStream.from as unknown as (
    stream: ResponseStream,
    metadata: unknown,
  ) => ResponseStream;
  const handler = createForwarder(
    configuration,
    aws4.sign,
    CREDENTIALS,
    createSender(configuration.endpointUrl, open),
    startResponse,
    (entry) => logged.push(entry),
  );
  return {
    logged,
    opened,
    call: (event, { stream = new LambdaResponseStream(), remainingMs } = {}) =>
      callStreaming(
        (givenEvent, givenStream, context) =>
          handler(
            givenEvent as ProxyEvent,
            givenStream as unknown as ResponseStream,
            context as InvocationContext,
          ),
        event,
        stream,
        invocationContext(remainingMs),
      ),
  };
}

/** API Gateway's event for a request, as a REST API with `{proxy+}` makes it. */
export function proxyEvent(
  request: Partial<ProxyEvent> & { readonly headers?: Readonly<Record<string, string>> } = {},
): ProxyEvent {
  const { headers = { 'Content-Type': 'application/json' }, ...rest } = request;
  const path = rest.path ?? '/model/amazon.nova-lite-v1%3A0/converse';
  return {
    httpMethod: 'POST',
    path,
    resource: '/{proxy+}',
    pathParameters: { proxy: decoded(path) },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    multiValueQueryStringParameters: null,
    body: '{"messages":[]}',
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', extendedRequestId: 'extended-1', deploymentId: 'deploy1' },
    ...rest,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return path.slice(1);
  }
}
