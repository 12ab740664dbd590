import { describe, expect, it } from '@jest/globals';
import {
  clientHeaders,
  forwardedHeaders,
  returnedHeaders,
} from '../../../../src/functions/forwarder/headers.js';

function forwarded(headers: Record<string, string>) {
  const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return forwardedHeaders(clientHeaders(values));
}

describe('headers to Bedrock', () => {
  it('are those with a meaning to Bedrock, under lower-case names', () => {
    const kept = {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'Boto3/1.43',
      'X-Amz-Target': 'Service.Operation',
      'X-Amzn-Bedrock-Accept': 'application/json',
      'X-Amzn-Bedrock-GuardrailIdentifier': 'gr1',
      'X-Amzn-Bedrock-GuardrailVersion': '2',
      'X-Amzn-Bedrock-PerformanceConfig-Latency': 'optimized',
      'X-Amzn-Bedrock-Service-Tier': 'flex',
      'X-Amzn-Bedrock-Trace': 'ENABLED',
      'amz-sdk-invocation-id': 'a-b',
      'amz-sdk-request': 'attempt=1; max=3',
      'anthropic-beta': 'x',
    };
    const lower = Object.fromEntries(
      Object.entries(kept).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(forwarded(kept)).toEqual(lower);
  });

  it.each([
    'Authorization',
    'x-api-key',
    'X-Amz-Security-Token',
    'X-Amz-Date',
    'X-Amz-Content-Sha256',
    'Cookie',
    'Proxy-Authorization',
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Via',
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Amzn-Trace-Id',
    'x-apigw-api-id',
    'CloudFront-Viewer-Country',
    'Accept-Encoding',
    'aws-endpoint-prefix',
    'x-goog-api-key',
    'x-made-up',
  ])('do not hold %s', (name) => {
    expect(forwarded({ [name]: 'value' })).toEqual({});
  });

  it('do not hold what Connection names', () => {
    const headers = {
      Connection: 'close, X-Amzn-Bedrock-Trace',
      'x-amzn-bedrock-trace': 'ENABLED',
      accept: '*/*',
    };
    expect(forwarded(headers)).toEqual({ accept: '*/*' });
  });

  it('given the same name in two spellings and with two values, are one', () => {
    expect(clientHeaders({ Accept: ['a', 'b'], accept: ['c'] })).toEqual({ accept: 'a, b, c' });
  });

  it.each(['a\r\nX-Injected: 1', 'a\nb', 'a\0b', 'naïve', '日本'])(
    'given the value %j, are refused with 400',
    (value) => {
      expect(() => forwarded({ accept: value })).toThrow(expect.objectContaining({ statusCode: 400 }));
    },
  );

  it('given a strange value in a header that stays here, are not refused', () => {
    expect(forwarded({ 'x-made-up': '日本' })).toEqual({});
  });
});

describe('headers to the client', () => {
  it('are the service’s, its request id, error type and length included, without hop-by-hop ones', () => {
    const returned = returnedHeaders({
      'content-type': 'application/vnd.amazon.eventstream',
      'content-length': '12',
      'x-amzn-requestid': 'abc',
      'x-amzn-errortype': 'ThrottlingException',
      'x-amzn-bedrock-content-type': 'application/json',
      'retry-after': '1',
      date: 'today',
      server: 'x',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'set-cookie': ['a=b'],
    });
    expect(returned).toEqual({
      'content-type': 'application/vnd.amazon.eventstream',
      'content-length': '12',
      'x-amzn-requestid': 'abc',
      'x-amzn-errortype': 'ThrottlingException',
      'x-amzn-bedrock-content-type': 'application/json',
      'retry-after': '1',
    });
  });
});
