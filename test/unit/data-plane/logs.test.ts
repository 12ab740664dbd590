import { describe, expect, it } from '@jest/globals';
import {
  TestRegion,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  streamIntegration,
  streamOf,
  until,
  withAccessLog,
  withServed,
} from './support.js';

const GROUP = '/aws/apigateway/access';
const EXECUTION = 'API-Gateway-Execution-Logs_abc123/v1';

function logging(format: string, settings: object = {}): TestRegion {
  const test = new TestRegion();
  test.live = liveStage(snapshotOf(method(bufferedIntegration)), {
    ...withAccessLog(format),
    methodSettings: { '*/*': settings },
  });
  return test;
}

describe('the access log', () => {
  it('given a request that went well, has its variables', async () => {
    const variables = [
      'requestId',
      'extendedRequestId',
      'identity.sourceIp',
      'identity.userAgent',
      'httpMethod',
      'path',
      'resourcePath',
      'stage',
      'status',
      'protocol',
      'responseLength',
      'responseLatency',
      'integrationLatency',
      'integration.status',
      'integration.integrationStatus',
      'integration.responseTransferMode',
      'deploymentId',
      'apiId',
      'accountId',
      'domainName',
      'requestTime',
      'requestTimeEpoch',
      'isCanaryRequest',
      'authorizer.principalId',
      'identity.apiKeyId',
      'error.message',
      'wafResponseCode',
    ];
    const format = JSON.stringify(Object.fromEntries(variables.map((name) => [name, `$context.${name}`])));
    const test = logging(format);
    test.invoke = () => {
      test.clock.advance(12);
      return { statusCode: 201, body: 'hé' };
    };
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/a%20b', { headers: { 'user-agent': 'he said "hi" \\' } });
      await until(() => test.written.length === 1);
      expect(JSON.parse(test.messages(GROUP)[0] ?? '')).toEqual({
        requestId: reply.headers['x-amzn-requestid'],
        extendedRequestId: reply.headers['x-amz-apigw-id'],
        'identity.sourceIp': '127.0.0.1',
        'identity.userAgent': 'he said "hi" \\',
        httpMethod: 'GET',
        path: '/v1/a%20b',
        resourcePath: '/{proxy+}',
        stage: 'v1',
        status: '201',
        protocol: 'HTTP/1.1',
        responseLength: '3',
        responseLatency: '12',
        integrationLatency: '12',
        'integration.status': '201',
        'integration.integrationStatus': '200',
        'integration.responseTransferMode': 'BUFFERED',
        deploymentId: 'dep1',
        apiId: 'abc123',
        accountId: '123456789012',
        domainName: 'abc123.execute-api.us-east-1.amazonaws.com',
        requestTime: '20/Nov/2026:12:00:00 +0000',
        requestTimeEpoch: String(Date.UTC(2026, 10, 20, 12)),
        isCanaryRequest: '-',
        'authorizer.principalId': '-',
        'identity.apiKeyId': '-',
        'error.message': '-',
        wafResponseCode: '-',
      });
    });
    expect(test.written[0]?.stream).toMatch(/^[0-9a-f]{32}$/);
  });

  it('given a request that failed, says how', async () => {
    const test = logging(
      '$context.status $context.error.responseType $context.error.message $context.error.messageString $context.integration.error',
    );
    test.invoke = () => 'malformed';
    await withServed(test, async (gateway) => {
      await gateway.call('/x');
      await gateway.call('/');
    });
    expect(test.messages(GROUP)).toEqual([
      '502 DEFAULT_5XX Internal server error "Internal server error" Malformed Lambda proxy response',
      '403 MISSING_AUTHENTICATION_TOKEN Missing Authentication Token "Missing Authentication Token" -',
    ]);
  });

  it('given a streamed response, measures head, first content and end apart', async () => {
    const test = logging(
      '$context.integration.timeToAllHeaders $context.integration.timeToFirstContent $context.integration.latency $context.responseLatency',
    );
    const live = test.live;
    if (live) test.live = { ...live, snapshot: snapshotOf(method(streamIntegration)) };
    test.invokeStreaming = async function* () {
      test.clock.advance(100);
      yield* streamOf('{"statusCode":200}');
      test.clock.advance(20);
      yield Buffer.from('one');
      test.clock.advance(3);
      yield Buffer.from('two');
    };
    await withServed(test, async (gateway) => {
      await gateway.call('/x');
      await until(() => test.written.length === 1);
    });
    expect(test.messages(GROUP)).toEqual(['100 120 123 123']);
  });

  it('given a request id chosen by the client, takes a UUID and nothing else', async () => {
    const test = logging('$context.requestId');
    const chosen = '01234567-89ab-cdef-0123-456789abcdef';
    await withServed(test, async (gateway) => {
      await gateway.call('/x', { headers: { 'x-amzn-requestid': chosen } });
      await gateway.call('/x', { headers: { 'x-amzn-requestid': 'forged' } });
    });
    expect(test.messages(GROUP)).toEqual([chosen, 'UUID_REPLACED_INVALID_REQUEST_ID']);
  });

  it('given a group that is gone, drops the line', async () => {
    const test = logging('$context.status');
    test.groups.clear();
    await withServed(test, async (gateway) => {
      await gateway.call('/x');
    });
    expect(test.written).toEqual([]);
  });
});

describe('the execution log', () => {
  it.each([undefined, 'OFF'])('at level %s, is not written', async (loggingLevel) => {
    const test = logging('$context.status', { loggingLevel });
    test.invoke = () => 'malformed';
    await withServed(test, async (gateway) => {
      await gateway.call('/x');
    });
    expect(test.messages(EXECUTION)).toEqual([]);
  });

  it('at ERROR, tells of failures only', async () => {
    const test = logging('$context.status', { loggingLevel: 'ERROR' });
    await withServed(test, async (gateway) => {
      await gateway.call('/x');
      expect(test.messages(EXECUTION)).toEqual([]);
      test.invoke = () => 'malformed';
      await gateway.call('/x');
    });
    expect(test.messages(EXECUTION)).toEqual([
      expect.stringMatching(
        /^\([0-9a-f-]{36}\) Execution failed due to configuration error: Malformed Lambda proxy response$/,
      ),
      expect.stringContaining('Gateway response type: DEFAULT_5XX with status code: 502'),
    ]);
  });

  it('at INFO, tells the steps but neither headers nor bodies', async () => {
    const test = logging('$context.status', { loggingLevel: 'INFO' });
    await withServed(test, async (gateway) => {
      await gateway.call('/x', { method: 'POST', body: 'my prompt', headers: { 'x-secret': 'tell nobody' } });
    });
    const text = test.messages(EXECUTION).join('\n');
    for (const step of [
      'Extended Request Id',
      'Verifying Usage Plan',
      'Starting execution',
      'HTTP Method: POST, Resource Path: /{proxy+}',
      'Sending request to https://lambda.',
      'Received response. Status: 200',
      'Successfully completed execution',
      'Method completed with status: 200',
    ]) {
      expect(text).toContain(step);
    }
    expect(text).not.toContain('my prompt');
    expect(text).not.toContain('tell nobody');
  });

  it('with data trace, tells headers and bodies but no credentials, and cuts events at 1,024 bytes', async () => {
    const test = logging('$context.status', { loggingLevel: 'INFO', dataTraceEnabled: true });
    await withServed(test, async (gateway) => {
      await gateway.call('/x', {
        method: 'POST',
        body: `my prompt ${'é'.repeat(2000)}`,
        headers: { authorization: 'Bearer secret', 'x-api-key': 'secret', 'x-seen': 'seen' },
      });
    });
    const text = test.messages(EXECUTION).join('\n');
    expect(text).toContain('x-seen=seen');
    expect(text).toContain('my prompt');
    expect(text).not.toContain('secret');
    expect(Math.max(...test.messages(EXECUTION).map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
      1_024,
    );
  });

  it('given a stream that broke, says why', async () => {
    const test = logging('$context.status $context.integration.error', { loggingLevel: 'ERROR' });
    const live = test.live;
    if (live) test.live = { ...live, snapshot: snapshotOf(method(streamIntegration)) };
    test.streamEnd = () => Promise.resolve({ errorCode: 'Unhandled' });
    await withServed(test, async (gateway) => {
      await expect(gateway.call('/x')).rejects.toThrow();
      await until(() => test.messages(GROUP).length === 1);
    });
    expect(test.messages(GROUP)[0]).toMatch(/^200 The function failed in the middle/);
    expect(test.messages(EXECUTION)[0]).toContain(
      'Execution failed: the response was not delivered completely',
    );
  });
});
