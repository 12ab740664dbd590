import { APIGateway } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

/** The smallest that the template takes, as AWS WAF does. */
const LIMIT = 10;
const WALL = { EnableWaf: 'true', WafRateLimit: String(LIMIT) };

/** Asks for a path that is not there, which needs no function. The template answers it with 404. */
async function ask(url: string): Promise<Response> {
  return fetch(`${url}/`, { headers: { authorization: 'Bearer secret' } });
}

async function statuses(url: string, count: number): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) found.push((await ask(url)).status);
  return found;
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);

describe('a gateway with a web ACL, through the local AWS', () => {
  let local: RunningTestAws;
  let sdk: APIGateway;
  let logs: CloudWatchLogs;
  let walled: DeployedGateway;
  let open: DeployedGateway;

  beforeAll(async () => {
    local = await startTestAws();
    sdk = new APIGateway(local.client);
    logs = new CloudWatchLogs(local.client);
    walled = await deployedGateway(local, WALL, 'walled');
    open = await deployedGateway(local, {}, 'open');
  }, 60_000);

  afterAll(async () => {
    sdk.destroy();
    logs.destroy();
    await local.aws.stop();
  });

  /** The lines of a log group, once there are as many. */
  async function lines(logGroupName: string, count: number): Promise<Record<string, unknown>[]> {
    for (const until = Date.now() + 10_000; Date.now() < until; await delay(20)) {
      const { events = [] } = await logs.filterLogEvents({ logGroupName });
      if (events.length < count) continue;
      return events.map(({ message = '' }) => JSON.parse(message) as Record<string, unknown>);
    }
    throw new Error(`There are not ${String(count)} lines in ${logGroupName}.`);
  }

  it('given more calls of an address than WafRateLimit, blocks the rest with the response of the template, and logs it', async () => {
    expect(await statuses(walled.url, LIMIT)).toEqual(times(LIMIT, 404));
    const blocked = await ask(walled.url);
    expect(blocked.status).toBe(403);
    expect(await blocked.json()).toEqual({ message: 'Forbidden' });
    expect(blocked.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect(blocked.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);

    const access = await lines('/aws/aigw/walled/access', LIMIT + 1);
    const id = blocked.headers.get('x-amz-apigw-id');
    expect(access.find(({ extendedRequestId }) => extendedRequestId === id)).toMatchObject({
      status: '403',
      responseType: 'WAF_FILTERED',
      wafResponseCode: 'WAF_BLOCK',
      wafStatus: '403',
      wafLatency: expect.stringMatching(/^\d+$/),
      wafError: '-',
    });
    expect(access.filter(({ extendedRequestId }) => extendedRequestId !== id)).toEqual(
      Array.from({ length: LIMIT }, () =>
        expect.objectContaining({ status: '404', wafResponseCode: 'WAF_ALLOW', wafStatus: '200' }),
      ),
    );

    // The template keeps blocks only, and no header that carries a credential.
    const [line, ...more] = await lines('aws-waf-logs-aigw-walled', 1);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      action: 'BLOCK',
      terminatingRuleId: 'rate-by-address',
      terminatingRuleType: 'RATE_BASED',
      httpSourceName: 'APIGW',
      httpSourceId: `123456789012:${walled.gateway.apiId}:${walled.gateway.stageName}`,
      rateBasedRuleList: [{ rateBasedRuleName: 'rate-by-address', maxRateAllowed: LIMIT }],
      httpRequest: { clientIp: '127.0.0.1', requestId: id, uri: `/${walled.gateway.stageName}/` },
    });
    expect(JSON.stringify(line)).not.toContain('secret');
  });

  it('given another gateway without a web ACL, it goes on, and its log knows of no WAF', async () => {
    expect(await statuses(open.url, LIMIT + 2)).toEqual(times(LIMIT + 2, 404));
    const [line] = await lines('/aws/aigw/open/access', LIMIT + 2);
    expect(line).toMatchObject({ wafResponseCode: '-', wafStatus: '-', wafLatency: '-' });
  });

  it('given another stage of the same API, it goes on', async () => {
    const { apiId: restApiId, stageName } = walled.gateway;
    const { deploymentId, variables } = await sdk.getStage({ restApiId, stageName });
    await sdk.createStage({ restApiId, stageName: 'other', deploymentId, variables });
    const url = walled.url.replace(new RegExp(`/${stageName}$`), '/other');
    expect(await statuses(url, LIMIT + 2)).toEqual(times(LIMIT + 2, 404));
    expect(await statuses(walled.url, 1)).toEqual([403]);
    await sdk.deleteStage({ restApiId, stageName: 'other' });
  });

  it('given a stack update with another limit, it applies from the next call on', async () => {
    await walled.change({ ...WALL, WafRateLimit: String(LIMIT + 2) });
    expect(await statuses(walled.url, LIMIT + 3)).toEqual([...times(LIMIT + 2, 404), 403]);
  });

  it('given a stack update that takes the association away, blocks no more', async () => {
    expect(await statuses(walled.url, 1)).toEqual([403]);
    await walled.change({ EnableWaf: 'false' });
    expect(await statuses(walled.url, LIMIT + 3)).toEqual(times(LIMIT + 3, 404));
  });
});

describe('a local AWS that is started again', () => {
  it('given a gateway with a web ACL, it blocks still', async () => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'aigw-web-acl-'));
    const before = await startTestAws({ stateDirectory });
    const { url } = await deployedGateway(before, WALL, 'walled');
    await before.aws.stop();
    const after = await startTestAws({ stateDirectory });
    try {
      expect(await statuses(url.replace(before.url, after.url), LIMIT + 1)).toEqual([
        ...times(LIMIT, 404),
        403,
      ]);
    } finally {
      await after.aws.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    }
  }, 60_000);
});
