import type { Stage } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import {
  webAclAssociationProvider,
  webAclLoggingProvider,
  webAclProvider,
} from '../../../src/local/control-plane/cloudformation/resources/wafv2.js';
import type {
  ExistingResource,
  ProvisionedResource,
  ResourceRequest,
} from '../../../src/local/control-plane/cloudformation/resources/provider.js';
import type { Json, JsonObject } from '../../../src/local/control-plane/cloudformation/template/document.js';
import {
  API_ID,
  STAGE,
  TestRegion,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  withAccessLog,
  withServed,
  type Served,
} from './support.js';

const STAGE_ARN = `arn:aws:apigateway:us-east-1::/restapis/${API_ID}/stages/${STAGE}`;
const WAF_LOG = 'aws-waf-logs-test';
const VARIABLES =
  '$context.status $context.wafResponseCode $context.waf.status $context.waf.latency $context.waf.error $context.webaclArn';

function rateRule(more: JsonObject = {}, statement: JsonObject = {}): JsonObject {
  return {
    Name: 'by-address',
    Priority: 0,
    Action: { Block: {} },
    Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2, ...statement } },
    ...more,
  };
}

const MANAGED: JsonObject = {
  Name: 'managed',
  Priority: 5,
  OverrideAction: { None: {} },
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
};

function aclProperties(rules: Json[], defaultAction = 'Allow'): JsonObject {
  return { Name: 'wall', Scope: 'REGIONAL', DefaultAction: { [defaultAction]: {} }, Rules: rules };
}

function request(test: TestRegion, properties: JsonObject): ResourceRequest {
  return {
    region: test.region,
    type: 'AWS::WAFv2::WebACL',
    logicalId: 'Resource',
    stackName: 'stack',
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/1',
    properties,
    stackTags: {},
    initiated: () => undefined,
  };
}

function existing(made: ProvisionedResource, properties: JsonObject = {}): ExistingResource {
  return { ...made, properties, stackTags: {} };
}

interface Walled {
  readonly test: TestRegion;
  readonly acl: ExistingResource;
  readonly arn: string;
  readonly association: ExistingResource;
}

/** A stage behind a web ACL that was made as CloudFormation makes it. */
async function walled(
  rules: Json[],
  more: { defaultAction?: string; stage?: Partial<Stage> } = {},
): Promise<Walled> {
  const test = new TestRegion();
  test.live = liveStage(snapshotOf(method(bufferedIntegration)), more.stage);
  const properties = aclProperties(rules, more.defaultAction);
  const acl = existing(await webAclProvider.create(request(test, properties)), properties);
  const arn = String(acl.attributes['Arn']);
  const association = existing(
    await webAclAssociationProvider.create(request(test, { ResourceArn: STAGE_ARN, WebACLArn: arn })),
  );
  return { test, acl, arn, association };
}

async function statuses(gateway: Served, count: number, path = '/x'): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) found.push((await gateway.call(path)).status);
  return found;
}

/** Makes requests to a stage behind these rules. @returns their statuses */
async function behind(rules: Json[], count: number, defaultAction?: string): Promise<number[]> {
  const { test } = await walled(rules, { ...(defaultAction && { defaultAction }) });
  let found: number[] = [];
  await withServed(test, async (gateway) => {
    found = await statuses(gateway, count);
  });
  return found;
}

describe('a stage behind a web ACL', () => {
  it('given more requests of an address than the rule allows, answers as API Gateway does for WAF, and calls nothing', async () => {
    const { test } = await walled([rateRule()]);
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 2)).toEqual([200, 200]);
      const blocked = await gateway.call('/x');
      expect(blocked).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
      expect(blocked.headers['x-amzn-errortype']).toBe('ForbiddenException');
      expect(blocked.headers['x-amzn-requestid']).toBeDefined();
    });
    expect(test.invocations).toHaveLength(2);
  });

  it('given no window in the rule, lets the address in again after five minutes', async () => {
    const { test } = await walled([rateRule()]);
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3)).toEqual([200, 200, 403]);
      test.clock.advance(299_999);
      expect(await statuses(gateway, 1)).toEqual([403]);
      test.clock.advance(300_000);
      expect(await statuses(gateway, 1)).toEqual([200]);
    });
  });

  it('given a window in the rule, lets the address in again after it', async () => {
    const { test } = await walled([rateRule({}, { EvaluationWindowSec: 60 })]);
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3)).toEqual([200, 200, 403]);
      test.clock.advance(60_000);
      expect(await statuses(gateway, 1)).toEqual([200]);
    });
  });

  it('given a request over HTTP/2, it counts and is blocked as well', async () => {
    const { test } = await walled([rateRule()]);
    await withServed(test, async (gateway) => {
      await statuses(gateway, 2);
      expect((await gateway.callHttp2('/x')).status).toBe(403);
    });
  });

  it('given a path that does not exist, the web ACL is asked before the route', async () => {
    const { test } = await walled([rateRule()]);
    await withServed(test, async (gateway) => {
      const bodies = [];
      for (let index = 0; index < 3; index++) bodies.push((await gateway.call('')).body);
      expect(bodies[1]).toMatch(/Missing Authentication Token/);
      expect(bodies[2]).toBe('{"message":"Forbidden"}');
    });
  });

  it('given a throttle, a blocked request takes nothing from it', async () => {
    const { test } = await walled([rateRule({}, { EvaluationWindowSec: 60, Limit: 1 })], {
      stage: { methodSettings: { '*/*': { throttlingBurstLimit: 2, throttlingRateLimit: 0.001 } } },
    });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3)).toEqual([200, 403, 403]);
      test.clock.advance(60_000);
      expect(await statuses(gateway, 1)).toEqual([200]);
      test.clock.advance(60_000);
      expect(await statuses(gateway, 1)).toEqual([429]);
    });
  });

  it('given an authorizer, it is not asked about a blocked request', async () => {
    const { test } = await walled([rateRule({}, { Limit: 1 })]);
    const guarded = method(bufferedIntegration, { authorizationType: 'CUSTOM', authorizerId: 'missing' });
    test.live = liveStage(snapshotOf(guarded));
    await withServed(test, async (gateway) => {
      // An authorizer that is not there fails every request that comes to it.
      expect(await statuses(gateway, 2)).toEqual([500, 403]);
    });
  });

  it('given a customised gateway response WAF_FILTERED, it is the answer', async () => {
    const { test } = await walled([], { defaultAction: 'Block' });
    const custom = {
      responseType: 'WAF_FILTERED' as const,
      statusCode: '429',
      responseParameters: { 'gatewayresponse.header.x-amzn-errortype': "'AccessDeniedException'" },
      responseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' },
    };
    test.live = liveStage(snapshotOf(method(bufferedIntegration), { gatewayResponses: [custom] }));
    await withServed(test, async (gateway) => {
      const blocked = await gateway.call('/x');
      expect(blocked).toMatchObject({ status: 429, body: '{"type":"WAF_FILTERED"}' });
      expect(blocked.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    });
  });
});

describe('the rules of a web ACL', () => {
  it('given the default action Block and no rule that ends it, blocks', async () => {
    expect(await behind([MANAGED], 1, 'Block')).toEqual([403]);
  });

  it('given the action Count, blocks nothing and goes on to the next rule', async () => {
    const counting = rateRule({ Action: { Count: {} } }, { Limit: 1 });
    expect(await behind([counting], 4)).toEqual([200, 200, 200, 200]);
    const blocking = rateRule({ Name: 'second', Priority: 1 });
    expect(await behind([counting, blocking], 4)).toEqual([200, 200, 403, 403]);
  });

  it('given the action Allow, ends the evaluation', async () => {
    const allowing = rateRule({ Action: { Allow: {} } }, { Limit: 1 });
    expect(await behind([allowing], 3, 'Block')).toEqual([403, 200, 200]);
  });

  it('given priorities in another order than the list, goes by priority', async () => {
    const allowing = rateRule({ Name: 'first', Priority: 1, Action: { Allow: {} } }, { Limit: 1 });
    const blocking = rateRule({ Name: 'second', Priority: 2 }, { Limit: 1 });
    expect(await behind([blocking, allowing], 4)).toEqual([200, 200, 200, 200]);
  });

  it.each<[string, JsonObject]>([
    ['a managed rule group', MANAGED],
    ['a rate of forwarded addresses', rateRule({}, { AggregateKeyType: 'FORWARDED_IP' })],
    ['a rate of custom keys', rateRule({}, { AggregateKeyType: 'CUSTOM_KEYS' })],
    ['a rate with a narrower scope', rateRule({}, { ScopeDownStatement: { GeoMatchStatement: {} } })],
    ['a challenge', rateRule({ Action: { Challenge: {} } })],
    ['a match of geography', rateRule({ Statement: { GeoMatchStatement: { CountryCodes: ['DE'] } } })],
  ])('given %s, which cannot be evaluated here, passes it over', async (_what, rule) => {
    expect(await behind([rule], 4)).toEqual([200, 200, 200, 200]);
  });
});

describe('a web ACL that changes', () => {
  it('given a stage that it is not associated with, does not concern it', async () => {
    const { test, association, arn } = await walled([], { defaultAction: 'Block' });
    await webAclAssociationProvider.delete(request(test, {}), association);
    const elsewhere = { ResourceArn: `${STAGE_ARN}-2`, WebACLArn: arn };
    await webAclAssociationProvider.create(request(test, elsewhere));
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1)).toEqual([200]);
    });
  });

  it('given another limit, applies it from the next request on', async () => {
    const { test, acl } = await walled([rateRule()]);
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3)).toEqual([200, 200, 403]);
      await webAclProvider.update(request(test, aclProperties([rateRule({}, { Limit: 3 })])), acl);
      expect(await statuses(gateway, 4)).toEqual([200, 200, 200, 403]);
    });
  });

  it.each<[string, (walls: Walled) => Promise<void>]>([
    [
      'association',
      ({ test, association }) => webAclAssociationProvider.delete(request(test, {}), association),
    ],
    ['web ACL', ({ test, acl }) => webAclProvider.delete(request(test, {}), acl)],
  ])('given its %s is deleted, blocks no more', async (_what, remove) => {
    const walls = await walled([], { defaultAction: 'Block', stage: withAccessLog(VARIABLES) });
    await withServed(walls.test, async (gateway) => {
      expect(await statuses(gateway, 1)).toEqual([403]);
      await remove(walls);
      expect(await statuses(gateway, 1)).toEqual([200]);
    });
    expect(walls.test.messages('/aws/apigateway/access').at(-1)).toBe('200 - - - - -');
  });

  it('given an association that replaced another, deleting the old one leaves it', async () => {
    const { test, association } = await walled([]);
    const other = await webAclProvider.create(request(test, aclProperties([], 'Block')));
    const WebACLArn = String(other.attributes['Arn']);
    await webAclAssociationProvider.create(request(test, { ResourceArn: STAGE_ARN, WebACLArn }));
    await webAclAssociationProvider.delete(request(test, {}), association);
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1)).toEqual([403]);
    });
  });
});

describe('what is logged of a web ACL', () => {
  it('the access log has its decision, status, time and ARN', async () => {
    const { test, arn } = await walled([rateRule({}, { Limit: 1 })], { stage: withAccessLog(VARIABLES) });
    await withServed(test, async (gateway) => {
      await statuses(gateway, 2);
    });
    expect(test.messages('/aws/apigateway/access')).toEqual([
      `200 WAF_ALLOW 200 0 - ${arn}`,
      `403 WAF_BLOCK 403 0 - ${arn}`,
    ]);
  });

  /** Makes two requests behind a rule that allows one. @returns the lines of the web ACL's own log */
  async function logged(logging: JsonObject, rule = rateRule({}, { Limit: 1 })) {
    const { test, arn } = await walled([rule]);
    test.groups.add(WAF_LOG);
    const LogDestinationConfigs = [`arn:aws:logs:us-east-1:123456789012:log-group:${WAF_LOG}`];
    const properties = { ResourceArn: arn, LogDestinationConfigs, ...logging };
    const made = await webAclLoggingProvider.create(request(test, properties));
    const ids: unknown[] = [];
    await withServed(test, async (gateway) => {
      const headers = { authorization: 'Bearer secret', 'x-kind': 'test' };
      for (let index = 0; index < 2; index++) {
        ids.push((await gateway.call('/a%20b?c=d', { headers })).headers['x-amz-apigw-id']);
      }
    });
    const lines = test.messages(WAF_LOG).map((line) => JSON.parse(line) as Record<string, unknown>);
    return { test, arn, ids, lines, logging: existing(made) };
  }

  it('given a blocked request, the log has what AWS documents', async () => {
    const { test, arn, ids, lines } = await logged({
      RedactedFields: [{ SingleHeader: { Name: 'Authorization' } }],
    });
    expect(lines[1]).toEqual({
      timestamp: test.clock.now(),
      formatVersion: 1,
      webaclId: arn,
      terminatingRuleId: 'by-address',
      terminatingRuleType: 'RATE_BASED',
      action: 'BLOCK',
      terminatingRuleMatchDetails: [],
      httpSourceName: 'APIGW',
      httpSourceId: `123456789012:${API_ID}:${STAGE}`,
      ruleGroupList: [],
      rateBasedRuleList: [
        {
          rateBasedRuleId: 'by-address',
          rateBasedRuleName: 'by-address',
          limitKey: 'IP',
          maxRateAllowed: 1,
          evaluationWindowSec: '300',
          limitValue: '127.0.0.1',
        },
      ],
      nonTerminatingMatchingRules: [],
      requestHeadersInserted: null,
      responseCodeSent: null,
      httpRequest: {
        clientIp: '127.0.0.1',
        country: '-',
        headers: expect.arrayContaining([
          { name: 'authorization', value: 'REDACTED' },
          { name: 'x-kind', value: 'test' },
          { name: 'X-Forwarded-For', value: '127.0.0.1' },
        ]),
        uri: '/v1/a%20b',
        args: 'c=d',
        httpVersion: 'HTTP/1.1',
        httpMethod: 'GET',
        requestId: ids[1],
      },
    });
    expect(test.written.find(({ group }) => group === WAF_LOG)?.stream).toBe('us-east-1_wall_0');
  });

  it('given no filter, requests that are let through are logged as well', async () => {
    const { lines } = await logged({});
    expect(lines[0]).toMatchObject({
      action: 'ALLOW',
      terminatingRuleId: 'Default_Action',
      terminatingRuleType: 'REGULAR',
      rateBasedRuleList: [],
    });
  });

  it('given a rule that counts, the log names it', async () => {
    const { lines } = await logged({}, rateRule({ Action: { Count: {} } }, { Limit: 1 }));
    expect(lines[1]).toMatchObject({
      action: 'ALLOW',
      nonTerminatingMatchingRules: [{ ruleId: 'by-address', action: 'COUNT', ruleMatchDetails: [] }],
      rateBasedRuleList: [{ rateBasedRuleName: 'by-address' }],
    });
  });

  it('given a path, query and method to redact, none of them is in the log', async () => {
    const { lines } = await logged({
      RedactedFields: [{ UriPath: {} }, { QueryString: {} }, { Method: {} }],
    });
    expect(lines[0]?.['httpRequest']).toMatchObject({
      uri: 'REDACTED',
      args: 'REDACTED',
      httpMethod: 'REDACTED',
    });
  });

  const condition = (Action: string): JsonObject => ({ ActionCondition: { Action } });
  const filter = (Behavior: string, Requirement: string, ...Conditions: JsonObject[]): JsonObject => ({
    Behavior,
    Requirement,
    Conditions,
  });

  it.each<[string, string, JsonObject, string[]]>([
    ['keeps blocks and drops the rest', 'DROP', filter('KEEP', 'MEETS_ANY', condition('BLOCK')), ['BLOCK']],
    ['drops blocks and keeps the rest', 'KEEP', filter('DROP', 'MEETS_ANY', condition('BLOCK')), ['ALLOW']],
    [
      'asks for two actions at once',
      'DROP',
      filter('KEEP', 'MEETS_ALL', condition('BLOCK'), condition('COUNT')),
      [],
    ],
    [
      'asks for a label, which nothing has here',
      'DROP',
      filter('KEEP', 'MEETS_ANY', { LabelNameCondition: { LabelName: 'awswaf:x' } }),
      [],
    ],
  ])('given a filter that %s, logs accordingly', async (_what, DefaultBehavior, only, expected) => {
    const { lines } = await logged({ LoggingFilter: { DefaultBehavior, Filters: [only] } });
    expect(lines.map(({ action }) => action)).toEqual(expected);
  });

  it('given the logging configuration is deleted, logs no more', async () => {
    const { test, logging, lines } = await logged({});
    await webAclLoggingProvider.delete(request(test, {}), logging);
    await withServed(test, async (gateway) => {
      await statuses(gateway, 1);
    });
    expect(test.messages(WAF_LOG)).toHaveLength(lines.length);
  });

  it('given the group is gone, requests are served all the same', async () => {
    const { test, lines } = await logged({});
    test.groups.delete(WAF_LOG);
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3)).toEqual([200, 403, 403]);
    });
    expect(test.messages(WAF_LOG)).toHaveLength(lines.length);
  });
});
