import { describe, expect, it } from '@jest/globals';
import type { RequestEvidence } from '../../../src/gateway/log-analysis/evidence.js';
import { failureRules } from '../../../src/gateway/log-analysis/failure-rules.js';
import { judge } from '../../../src/gateway/log-analysis/verdict.js';
import { parseAccessRecord } from '../../../src/gateway/logs/access-record.js';
import { QuotedText } from '../../../src/gateway/logs/quoted-text.js';
import { parseForwarderRecord } from '../../../src/gateway/logs/forwarder-record.js';
import { accessLine, forwarderLine } from '../../support/log-lines.js';

type Fields = Readonly<Record<string, string | number>>;

interface Lines {
  readonly access?: Fields;
  readonly forwarder?: Fields;
  readonly authorizer?: readonly string[];
  readonly execution?: readonly string[];
  readonly platform?: readonly string[];
}

function evidence({
  access,
  forwarder,
  authorizer = [],
  execution = [],
  platform = [],
}: Lines): RequestEvidence {
  return {
    stackName: 'gw',
    access: access && parseAccessRecord(QuotedText.of(accessLine(access))),
    forwarder: forwarder && parseForwarderRecord(QuotedText.of(forwarderLine(forwarder))),
    authorizer,
    execution,
    platform,
  };
}

const bedrock = { upstreamRequestId: 'bedrock-1', service: 'bedrock-runtime', modelId: 'm' };

const failures: readonly (readonly [what: string, lines: Lines, place: string, why: RegExp])[] = [
  [
    'a block of WAF (documented values)',
    {
      access: {
        status: 403,
        responseType: 'WAF_FILTERED',
        wafResponseCode: 'WAF_BLOCK',
        wafStatus: 403,
        wafLatency: 4,
      },
    },
    'waf',
    /rule of the web ACL/,
  ],
  [
    'a block of WAF with a customised response',
    { access: { status: 403, wafResponseCode: 'WAF_BLOCK' } },
    'waf',
    /rule of the web ACL/,
  ],
  ['a body of 11 MB', { access: { status: 413, responseType: 'REQUEST_TOO_LARGE' } }, 'size', /10 MB/],
  [
    'an unknown path',
    { access: { status: 403, responseType: 'MISSING_AUTHENTICATION_TOKEN', path: '/v2/model' } },
    'route',
    /path was \/v2\/model/,
  ],
  [
    'no token',
    { access: { status: 401, responseType: 'UNAUTHORIZED', authorizerStatus: 401 } },
    'no-token',
    /there was none/,
  ],
  [
    'a token that has expired',
    {
      access: { status: 401, responseType: 'UNAUTHORIZED', authorizerLatency: 3 },
      authorizer: ['{"requestId":"req-1","decision":"deny","reason":"expired","detail":"an hour ago"}'],
    },
    'bad-token',
    /the reason "expired": an hour ago/,
  ],
  [
    'a denial from the cache',
    { access: { status: 403, responseType: 'ACCESS_DENIED', principalId: 'tenant-claim' } },
    'bad-token',
    /the reason "tenant-claim"/,
  ],
  [
    'an authorizer without a release',
    { access: { status: 403, responseType: 'ACCESS_DENIED', principalId: 'nobody', authorizerLatency: 9 } },
    'unreleased',
    /bootstrap/,
  ],
  [
    'a denial nobody asked the authorizer about',
    { access: { status: 403, responseType: 'ACCESS_DENIED', sourceIp: '10.0.0.9', vpceId: 'vpce-1' } },
    'resource-policy',
    /10\.0\.0\.9 through vpce-1/,
  ],
  [
    'an authorizer that throws',
    { access: { status: 500, responseType: 'AUTHORIZER_CONFIGURATION_ERROR', authorizerError: 'boom' } },
    'authorizer',
    /boom/,
  ],
  [
    'no API key',
    { access: { status: 403, responseType: 'INVALID_API_KEY' } },
    'api-key',
    /x-api-key is missing/,
  ],
  [
    'a tenant without an API key',
    { access: { status: 403, responseType: 'INVALID_API_KEY', tenant: 'acme' } },
    'api-key',
    /tenant acme has no enabled API key/,
  ],
  [
    'a used-up quota',
    { access: { status: 429, responseType: 'QUOTA_EXCEEDED', tenant: 'acme', apiKeyId: 'k1' } },
    'quota',
    /Tenant acme/,
  ],
  [
    'a rate of a plan',
    { access: { status: 429, responseType: 'THROTTLED', apiKeyId: 'k1' } },
    'throttle',
    /API key k1 was over/,
  ],
  [
    'a rate of the stage',
    {
      access: { status: 429, responseType: 'THROTTLED', apiKeyId: 'k1' },
      execution: ['Usage Plan check succeeded for API Key and API Stage a/v1'],
    },
    'throttle',
    /limit of the stage/,
  ],
  [
    'Lambda without room',
    { access: { status: 500, responseType: 'API_CONFIGURATION_ERROR', integrationServiceStatus: 429 } },
    'function',
    /concurrency/,
  ],
  [
    'a forwarder that is missing',
    { access: { status: 500, integrationServiceStatus: 404, integrationError: 'Function not found' } },
    'function',
    /Function not found/,
  ],
  [
    'a forwarder that died',
    {
      access: { status: 502, integrationServiceStatus: 200 },
      platform: ['RequestId: lambda-1 Error: Runtime exited with error: signal: killed', 'Runtime.ExitError'],
    },
    'function',
    /Runtime exited with error: signal: killed/,
  ],
  [
    'a gateway without a release',
    { access: { status: 503, integrationStatus: 503, integrationServiceStatus: 200 } },
    'unreleased',
    /bootstrap/,
  ],
  [
    'a forwarder that Lambda stopped',
    {
      access: { status: 502, integrationServiceStatus: 200 },
      platform: ['2026-11-20T19:00:00.000Z lambda-1 Task timed out after 900.00 seconds'],
    },
    'time-out',
    /Task timed out after 900\.00 seconds/,
  ],
  [
    'a gateway that stopped waiting',
    {
      access: { status: 504, responseType: 'INTEGRATION_TIMEOUT', responseLatency: 29_000 },
      forwarder: { errorType: 'ClientGone' },
    },
    'time-out',
    /29000 ms/,
  ],
  [
    'the time of the function',
    {
      access: { status: 504 },
      forwarder: { status: 504, errorType: 'GatewayTimeoutException', durationMs: 899_500 },
    },
    'time-out',
    /899500 ms/,
  ],
  [
    'a client that went away in the middle',
    {
      access: { status: 200 },
      forwarder: { ...bedrock, status: 200, errorType: 'ClientGone', bytesOut: 70, durationMs: 900 },
    },
    'client',
    /after 900 ms, 70 bytes/,
  ],
  [
    'a model that is not allowed',
    {
      access: { status: 403 },
      forwarder: { status: 403, errorType: 'AccessDeniedException', service: 's', modelId: 'm-1' },
    },
    'forwarder',
    /Model m-1/,
  ],
  [
    'a service that is not allowed',
    { access: { status: 403 }, forwarder: { status: 403, errorType: 'AccessDeniedException' } },
    'forwarder',
    /The service/,
  ],
  [
    'a request that makes no sense',
    { access: { status: 400 }, forwarder: { status: 400, errorType: 'ValidationException' } },
    'forwarder',
    /client was told/,
  ],
  [
    'no connection to Bedrock',
    {
      access: { status: 503 },
      forwarder: { status: 503, errorType: 'ServiceUnavailableException', service: 'bedrock-runtime' },
    },
    'network',
    /bedrock-runtime/,
  ],
  [
    'a throttled model',
    { access: { status: 429 }, forwarder: { ...bedrock, status: 429, errorType: 'ThrottlingException' } },
    'bedrock',
    /ThrottlingException, status 429/,
  ],
  [
    'an exception inside a stream',
    {
      access: { status: 200 },
      forwarder: { ...bedrock, status: 200, errorType: 'modelStreamErrorException' },
    },
    'bedrock',
    /inside a stream that had begun with status 200/,
  ],
  [
    'an answer that broke off',
    {
      access: { status: 200 },
      forwarder: { ...bedrock, status: 200, errorType: 'BrokenAnswer', bytesOut: 5 },
    },
    'bedrock',
    /after 5 bytes/,
  ],
];

describe('the verdict on a request', () => {
  it.each(failures)('given %s, then names place and cause', (_what, lines, place, why) => {
    const verdict = judge(evidence(lines));
    expect(verdict).toMatchObject({ outcome: 'failed', place });
    expect(verdict.why).toMatch(why);
    expect(verdict.next).not.toEqual([]);
  });

  it('given these failures, then each rule but those for what nobody foresaw is used', () => {
    const used = new Set(
      failures.map(([, lines]) => failureRules.find(({ applies }) => applies(evidence(lines)))),
    );
    const unused = failureRules.filter((rule) => !used.has(rule)).map(({ what }) => what);
    expect(unused).toEqual([
      'The forwarder failed: a fault of its own.',
      'Bedrock answered with an error.',
      'API Gateway may not call the forwarder.',
      'The forwarder failed.',
    ]);
  });

  it('given an answer, then says so, with the guardrail where one stepped in', () => {
    expect(judge(evidence({ access: { status: 200 } }))).toMatchObject({ outcome: 'answered', next: [] });
    const guarded = { status: 200, guardrailAction: 'GUARDRAIL_INTERVENED' };
    expect(judge(evidence({ access: { status: 200 }, forwarder: guarded })).what).toMatch(/guardrail/);
  });

  it('given a failure that no rule knows, then shows what API Gateway says', () => {
    const verdict = judge(
      evidence({ access: { status: 415, responseType: 'UNSUPPORTED_MEDIA_TYPE', errorMessage: 'no' } }),
    );
    expect(verdict).toMatchObject({ outcome: 'failed', why: 'no' });
    expect(verdict.what).toMatch('415 (UNSUPPORTED_MEDIA_TYPE)');
  });

  it('given no record at all, then admits that it does not know', () => {
    expect(judge(evidence({}))).toMatchObject({ outcome: 'unknown' });
  });

  it('given a tenant name that a shell would run, then no command to copy has it', () => {
    const access = { status: 429, responseType: 'QUOTA_EXCEEDED', tenant: 'x; rm -rf ~' };
    expect(judge(evidence({ access })).next).toEqual(['aigw tenant list']);
  });
});
