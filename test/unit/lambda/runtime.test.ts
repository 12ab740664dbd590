import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { createLambda, zipInlineCode } from '../../../src/local/control-plane/lambda/index.js';
import { bundleFunctionWorker } from '../../support/function-worker.js';
import { ManualClock, makeRoomRegion } from '../../support/room-region.js';

const ROLE = 'arn:aws:iam::123456789012:role/forwarder';
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const json = (bytes: Uint8Array | undefined) => JSON.parse(text(bytes)) as Record<string, unknown>;
const event = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

let worker: Awaited<ReturnType<typeof bundleFunctionWorker>>;
beforeAll(async () => {
  worker = await bundleFunctionWorker();
});
afterAll(() => worker.remove());

/** Deploys one function and gives ways to call it; the clock stands still. */
async function withFunction(
  source: string,
  body: (deployed: Deployed) => Promise<void>,
  settings: object = {},
): Promise<void> {
  const clock = new ManualClock();
  const region = makeRoomRegion({ clock });
  const lambda = createLambda(region, { workerFile: worker.file });
  const call = (operation: string, input: object) =>
    lambda.operations[operation]?.(input as never, { requestId: 'r', principalArn: 'p' });
  try {
    call('CreateFunction', {
      FunctionName: 'fn',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: zipInlineCode(source) },
      ...settings,
    });
    clock.advance(1000);
    await body({ region, clock, lambda, call });
  } finally {
    await lambda.close?.();
  }
}

interface Deployed {
  readonly region: ReturnType<typeof makeRoomRegion>;
  readonly clock: ManualClock;
  readonly lambda: ReturnType<typeof createLambda>;
  readonly call: (operation: string, input: object) => unknown;
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

describe('a function that returns', () => {
  it('given an async handler, when invoked, then its value is the payload and the context is complete', async () => {
    const source = `exports.handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() });`;
    await withFunction(source, async ({ lambda }) => {
      const result = await lambda.functions.invoke({ functionArn: 'fn', payload: event({ a: 1 }) });
      expect(result.functionError).toBeUndefined();
      expect(json(result.payload)).toMatchObject({
        event: { a: 1 },
        context: {
          functionName: 'fn',
          functionVersion: '$LATEST',
          memoryLimitInMB: '128',
          logGroupName: '/aws/lambda/fn',
          invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:fn',
        },
      });
    });
  });

  it('given a handler that throws, when invoked, then the payload has type, message and trace', async () => {
    await withFunction(
      `exports.handler = async () => { throw new TypeError('no'); };`,
      async ({ lambda, region }) => {
        const result = await lambda.functions.invoke({ functionArn: 'fn', payload: event({}) });
        expect(result.functionError).toBe('Unhandled');
        expect(json(result.payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
        expect(region.logSink.text).toContain('Invoke Error');
      },
    );
  });

  it('given the operator has secrets in the environment, when a function looks, then it sees only its own', async () => {
    process.env.OPERATOR_SECRET = 'x';
    const source = `exports.handler = async () => process.env;`;
    await withFunction(
      source,
      async ({ lambda }) => {
        const seen = json((await lambda.functions.invoke({ functionArn: 'fn', payload: event({}) })).payload);
        expect(seen.OPERATOR_SECRET).toBeUndefined();
        expect(seen).toMatchObject({
          MODE: 'test',
          AWS_ACCESS_KEY_ID: 'ASIATEST',
          AWS_SESSION_TOKEN: 'token',
          AWS_REGION: 'us-east-1',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:4577',
          AWS_LAMBDA_FUNCTION_NAME: 'fn',
          AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        });
      },
      { Environment: { Variables: { MODE: 'test' } } },
    );
    delete process.env.OPERATOR_SECRET;
  });
});

describe('a function that streams', () => {
  it('given metadata, when it writes, then JSON and eight NULs come first', async () => {
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
      stream.write('a'); stream.write(Buffer.from('b')); stream.write({ c: 1 }); stream.end();
    });`;
    await withFunction(source, async ({ lambda }) => {
      const result = await lambda.functions.invokeStreaming({ functionArn: 'fn', payload: event({}) });
      expect(await collect(result.chunks)).toBe(`{"statusCode":201}${'\0'.repeat(8)}ab{"c":1}`);
      expect(await result.completed).not.toHaveProperty('errorCode');
    });
  });

  it('given it fails after bytes were sent, then the chunks end early and completed tells the error', async () => {
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('part'); await new Promise((r) => setTimeout(r, 5)); throw new RangeError('broken');
    });`;
    await withFunction(source, async ({ lambda }) => {
      const result = await lambda.functions.invokeStreaming({ functionArn: 'fn', payload: event({}) });
      expect(await collect(result.chunks)).toBe('part');
      expect(await result.completed).toMatchObject({ errorCode: 'RangeError' });
    });
  });
});

describe('versions', () => {
  it('given a published version, when $LATEST changes, then the version still answers as before', async () => {
    await withFunction(`exports.handler = async () => 1;`, async ({ lambda, call, clock }) => {
      const published = call('PublishVersion', { FunctionName: 'fn' }) as FunctionConfiguration;
      expect(published.Version).toBe('1');
      call('UpdateFunctionCode', {
        FunctionName: 'fn',
        ZipFile: zipInlineCode(`exports.handler = async () => 2;`),
      });
      clock.advance(1000);
      const payload = event({});
      expect(text((await lambda.functions.invoke({ functionArn: 'fn:1', payload })).payload)).toBe('1');
      expect(text((await lambda.functions.invoke({ functionArn: 'fn', payload })).payload)).toBe('2');
    });
  });
});
