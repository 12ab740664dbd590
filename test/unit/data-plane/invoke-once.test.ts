import { describe, expect, it } from '@jest/globals';
import { invokeOnce, type MethodTrial } from '../../../src/local/data-plane/invoke-once.js';
import {
  BUFFERED_URI,
  TestRegion,
  bufferedIntegration,
  method,
  snapshotOf,
  streamIntegration,
  streamOf,
  until,
} from './support.js';

const trial: MethodTrial = {
  apiId: 'abc123',
  draft: snapshotOf(
    method(bufferedIntegration, { authorizationType: 'CUSTOM', authorizerId: 'x', apiKeyRequired: true }),
  ),
  resourceId: 'proxy',
  httpMethod: 'POST',
  pathWithQueryString: '/model/a%3Ab?q=1',
  headers: { 'x-one': '1' },
  body: '{"prompt":"hi"}',
  stageVariables: { forwarder: '7' },
};

describe('a trial of one method', () => {
  it('given a buffered integration, answers and tells the steps, without authorizer and key', async () => {
    const test = new TestRegion();
    test.invoke = () => {
      test.clock.advance(5);
      return { statusCode: 201, multiValueHeaders: { 'x-two': ['1', '2'] }, body: 'answer' };
    };
    const result = await invokeOnce(test.region, trial);
    expect(result).toMatchObject({
      status: 201,
      body: 'answer',
      latency: 5,
      headers: { 'Content-Type': 'application/json', 'x-two': '2' },
      multiValueHeaders: { 'x-two': ['1', '2'] },
    });
    expect(result?.log).toMatch(
      /^Execution log for request [0-9a-f-]{36}\nFri Nov 20 12:00:00 UTC 2026 : Starting execution for request/,
    );
    expect(result?.log).toContain('Method request body before transformations: {"prompt":"hi"}');
    expect(result?.log).toContain('Method completed with status: 201');
    expect(test.lastEvent()).toMatchObject({
      path: '/model/a%3Ab',
      pathParameters: { proxy: 'model/a:b' },
      queryStringParameters: { q: '1' },
      body: '{"prompt":"hi"}',
      requestContext: { stage: 'test-invoke-stage' },
    });
  });

  it('given a streaming integration, buffers it, and not more than 1 MB', async () => {
    const test = new TestRegion();
    const draft = snapshotOf(method(streamIntegration));
    test.invokeStreaming = () => streamOf('{"statusCode":200}', 'one ', 'two');
    expect(await invokeOnce(test.region, { ...trial, draft })).toMatchObject({
      status: 200,
      body: 'one two',
    });
    test.invokeStreaming = async function* () {
      yield* streamOf('{"statusCode":200}');
      for (;;) yield await Promise.resolve(Buffer.alloc(65_536, 'x'));
    };
    const long = await invokeOnce(test.region, { ...trial, draft });
    expect(long?.body.length).toBeGreaterThan(1_048_576);
    expect(long?.body.length).toBeLessThan(1_200_000);
  });

  it('given no head within 35 s, has status 0; given half a body by then, has that', async () => {
    const test = new TestRegion();
    const draft = snapshotOf(method(streamIntegration));
    test.invokeStreaming = async function* () {
      await new Promise(() => undefined);
      yield Buffer.from('');
    };
    const nothing = invokeOnce(test.region, { ...trial, draft });
    await until(() => test.invocations.length === 1);
    test.clock.advance(35_000);
    expect(await nothing).toMatchObject({ status: 0, body: '' });

    let pulled = false;
    test.invokeStreaming = async function* () {
      yield* streamOf('{"statusCode":200}', 'half');
      pulled = true;
      await new Promise(() => undefined);
    };
    const half = invokeOnce(test.region, { ...trial, draft });
    await until(() => pulled);
    test.clock.advance(35_000);
    expect(await half).toMatchObject({ status: 200, body: 'half' });
  });

  it('given a failure, answers as the gateway would', async () => {
    const test = new TestRegion();
    test.invoke = () => 'malformed';
    const result = await invokeOnce(test.region, trial);
    expect(result).toMatchObject({ status: 502, body: '{"message": "Internal server error"}' });
    expect(result?.log).toContain('Malformed Lambda proxy response');
    expect(await invokeOnce(test.region, { ...trial, stageVariables: {} })).toMatchObject({ status: 500 });
  });

  it('given a resource or method that is not there, is undefined', async () => {
    const test = new TestRegion();
    expect(await invokeOnce(test.region, { ...trial, resourceId: 'other' })).toBeUndefined();
    const draft = snapshotOf(method(bufferedIntegration), {
      resources: [
        {
          id: 'proxy',
          path: '/x',
          resourceMethods: { GET: method({ ...bufferedIntegration, uri: BUFFERED_URI }) },
        },
      ],
    });
    expect(await invokeOnce(test.region, { ...trial, draft })).toBeUndefined();
  });
});
