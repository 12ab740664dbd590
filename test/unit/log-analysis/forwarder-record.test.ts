import { describe, expect, it } from '@jest/globals';
import { parseForwarderRecord } from '../../../src/gateway/logs/forwarder-record.js';
import { QuotedText } from '../../../src/gateway/logs/quoted-text.js';
import { beginRequestLog } from '../../../src/functions/forwarder/request-log.js';

describe('parseForwarderRecord', () => {
  it('given a line of the forwarder, then reads it', () => {
    const context = { awsRequestId: 'lambda-1', functionVersion: '7', getRemainingTimeInMillis: () => 1 };
    const entry = beginRequestLog(
      { httpMethod: 'POST', path: '/', requestContext: { requestId: 'r' } },
      context,
    );
    const line = JSON.stringify({ ...entry, modelId: 'm', inputTokens: 3, outputTokens: 0 });
    expect(parseForwarderRecord(QuotedText.of(line))).toEqual({
      requestId: 'r',
      lambdaRequestId: 'lambda-1',
      functionVersion: '7',
      modelId: 'm',
      bytesOut: 0,
      inputTokens: 3,
      outputTokens: 0,
    });
  });

  it.each([
    'START RequestId: 1 Version: 2',
    '{"time":"2026","type":"platform.start","record":{"requestId":"1"}}',
    '{"lambdaRequestId":7}',
    '{"lambdaRequestId":"1"',
    '',
  ])('given %j, then it is not one', (line) => {
    expect(parseForwarderRecord(QuotedText.of(line))).toBeUndefined();
  });

  it('given members of other types than they have, then leaves them out', () => {
    const line =
      '{"lambdaRequestId":"1","status":"200","modelId":{"a":1},"tenant":null,"inputTokens":"many"}';
    expect(parseForwarderRecord(QuotedText.of(line))).toEqual({ lambdaRequestId: '1' });
  });
});
