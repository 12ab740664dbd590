import { APIGateway } from '@aws-sdk/client-api-gateway';
import { Lambda, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { explainRequest, type Explanation } from '../../src/gateway/log-analysis/explain-request.js';
import { gatewayLogGroups } from '../../src/gateway/log-analysis/log-groups.js';
import { systemClock } from '../../src/gateway/clock.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { issueToken } from '../support/local-token.js';

const NOVA = 'amazon.nova-lite-v1:0';

let local: RunningTestAws;
let sdk: APIGateway;
let lambda: Lambda;
/** Asks for API keys. */
let keyed: DeployedGateway;
/** Asks for tokens. */
let guarded: DeployedGateway;
/** Has a web ACL that lets an address make ten calls in five minutes. */
let walled: DeployedGateway;
const keys: Record<string, string> = {};

beforeAll(async () => {
  local = await startTestAws();
  sdk = new APIGateway(local.client);
  lambda = new Lambda(local.client);
  keyed = await deployedGateway(local, { RequireApiKey: 'true', AllowedModels: 'amazon.*,error.*' }, 'keyed');
  guarded = await deployedGateway(
    local,
    {
      EnableAuthorizer: 'true',
      AuthorizerIssuer: `${local.url}/_aws/aigw/issuer`,
      AuthorizerAudience: 'gateway',
    },
    'guarded',
  );
  walled = await deployedGateway(local, { EnableWaf: 'true', WafRateLimit: '10' }, 'walled');
  await addKey('free', {});
  await addKey('slow', { throttle: { rateLimit: 0.01, burstLimit: 1 } });
  await addKey('small', { quota: { limit: 1, period: 'DAY' } });
}, 60_000);

afterAll(async () => {
  sdk.destroy();
  lambda.destroy();
  await local.aws.stop();
});

async function addKey(name: string, limits: object): Promise<void> {
  const { apiId, stageName } = keyed.gateway;
  const { id: keyId = '', value = '' } = await sdk.createApiKey({ name, enabled: true });
  const { id: usagePlanId } = await sdk.createUsagePlan({
    name,
    apiStages: [{ apiId, stage: stageName }],
    ...limits,
  });
  await sdk.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' });
  keys[name] = value;
}

interface Call {
  readonly gateway?: DeployedGateway;
  readonly model?: string;
  readonly operation?: string;
  readonly headers?: Record<string, string>;
  /** Leaves after the first piece of the answer. */
  readonly leaves?: boolean;
}

/** Makes a request as a client does. @returns its extended request id, and the status */
async function call(prompt: string, options: Call = {}): Promise<{ id: string; status: number }> {
  const { gateway = keyed, model = NOVA, operation = 'converse', leaves = false } = options;
  const leaving = new AbortController();
  const response = await fetch(`${gateway.url}/model/${encodeURIComponent(model)}/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': keys['free'] ?? '', ...options.headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
    signal: leaving.signal,
  });
  const found = { id: response.headers.get('x-amz-apigw-id') ?? '', status: response.status };
  if (!leaves) await response.arrayBuffer().catch(() => undefined);
  else {
    await response.body?.getReader().read();
    leaving.abort();
  }
  return found;
}

/** Explains a request once all of its lines are there, which may take a moment. */
async function explained(id: string, place: string | undefined, gateway = keyed): Promise<Explanation> {
  const groups = gatewayLogGroups(gateway.stackName, gateway.gateway);
  const request = { stackName: gateway.stackName, groups, id, since: Date.now() - 600_000, problems };
  const ask = () => explainRequest({ logs: gateway.connection.logs, clock: systemClock }, request);
  for (const until = Date.now() + 10_000; Date.now() < until;) {
    const found = await ask().catch(() => undefined);
    if (found && found.verdict.place === place) return found;
    await delay(50);
  }
  return ask();
}

const problems = () => Promise.resolve([]);

describe('a request that fails, through a gateway on the local AWS', () => {
  it('given no key, then explain names the API key', async () => {
    const { id, status } = await call('hello', { headers: { 'x-api-key': '' } });
    expect(status).toBe(403);
    expect((await explained(id, 'api-key')).verdict).toMatchObject({
      place: 'api-key',
      why: expect.stringMatching(/x-api-key is missing/),
    });
  });

  it.each([
    ['nothing that looks like a token', () => Promise.resolve('garbage'), /"(malformed|not-accepted)"/],
    [
      'a token that has expired',
      async () => (await issueToken(local.url, { claims: { sub: 'acme', aud: 'gateway', exp: 1 } })).token,
      /"expired"/,
    ],
  ])('given %s, then explain names the authorizer and its reason', async (_what, token, why) => {
    const { id, status } = await call('hello', {
      gateway: guarded,
      headers: { authorization: `Bearer ${await token()}` },
    });
    expect(status).toBe(401);
    const found = await explained(id, 'bad-token', guarded);
    expect(found.verdict).toMatchObject({ place: 'bad-token', why: expect.stringMatching(why) });
    expect(found.lines.map(({ source }) => source)).toContain('authorizer');
  });

  it('given no token, then explain says that there was none', async () => {
    const { id, status } = await call('hello', { gateway: guarded });
    expect(status).toBe(401);
    expect((await explained(id, 'no-token', guarded)).verdict.place).toBe('no-token');
  });

  it('given a good token, then explain says who it was', async () => {
    const { token } = await issueToken(local.url, { claims: { sub: 'acme', aud: 'gateway' } });
    const { id } = await call('hello', { gateway: guarded, headers: { authorization: `Bearer ${token}` } });
    const found = await explained(id, undefined, guarded);
    expect(found).toMatchObject({ verdict: { outcome: 'answered' }, who: { tenant: 'acme', method: 'jwt' } });
  });

  it('given a rate, then explain names the rate limit', async () => {
    const answers = [await call('a', { headers: slow() }), await call('b', { headers: slow() })];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect((await explained(answers[1]?.id ?? '', 'throttle')).verdict).toMatchObject({
      place: 'throttle',
      why: expect.stringMatching(/usage plan/),
    });
  });

  it('given a quota, then explain names the quota', async () => {
    const headers = { 'x-api-key': keys['small'] ?? '' };
    const answers = [await call('a', { headers }), await call('b', { headers })];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect((await explained(answers[1]?.id ?? '', 'quota')).verdict.place).toBe('quota');
  });

  it('given a model that is not allowed, then explain names the forwarder', async () => {
    const { id, status } = await call('hello', { model: 'meta.llama3-1-8b-instruct-v1:0' });
    expect(status).toBe(403);
    expect((await explained(id, 'forwarder')).verdict).toMatchObject({
      place: 'forwarder',
      why: 'Model meta.llama3-1-8b-instruct-v1:0 is not among the allowed models.',
    });
  });

  it.each([
    ['AccessDeniedException', 403],
    ['ModelErrorException', 424],
    ['ModelTimeoutException', 408],
    ['ServiceUnavailableException', 503],
    ['ThrottlingException', 429],
    ['ValidationException', 400],
  ])('given %s of Bedrock, then explain names Bedrock and the error', async (error, expected) => {
    const { id, status } = await call(`[[error ${error}]]`);
    expect(status).toBe(expected);
    const found = await explained(id, 'bedrock');
    expect(found.verdict).toMatchObject({ place: 'bedrock', why: `${error}, status ${expected}.` });
    expect(found.ids.upstream).toMatch(/-/);
    // The id that Bedrock gives leads to the request as well.
    expect((await explained(found.ids.upstream ?? '', 'bedrock')).ids.extended).toBe(id);
  });

  it('given an exception inside a stream, then explain names Bedrock although the status is 200', async () => {
    const { id, status } = await call('[[exception ModelStreamErrorException after 2]]', {
      operation: 'converse-stream',
    });
    expect(status).toBe(200);
    expect((await explained(id, 'bedrock')).verdict.why).toMatch(
      /^modelStreamErrorException, inside a stream/,
    );
  });

  it('given a stream that breaks off, then explain names Bedrock', async () => {
    const { id } = await call('[[break after 3]]', { operation: 'converse-stream' });
    expect((await explained(id, 'bedrock')).verdict.what).toMatch(/broke off/);
  });

  it('given a client that goes away, then explain names the client', async () => {
    const { id } = await call('[[slow 50ms]] [[chunks 1000]]', {
      operation: 'converse-stream',
      leaves: true,
    });
    expect((await explained(id, 'client')).verdict.what).toMatch(/client went away/);
  });

  it('given a block by WAF, then explain names it and where the rule is to be found', async () => {
    const answers = [];
    for (let index = 0; index < 11; index++) answers.push(await call('hello', { gateway: walled }));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 403]);
    const found = await explained(answers.at(-1)?.id ?? '', 'waf', walled);
    expect(found.verdict).toMatchObject({
      place: 'waf',
      next: [expect.stringMatching(/aws-waf-logs-aigw-walled/)],
    });
    // What WAF took is whole milliseconds, which may be none; nothing behind it took any time.
    const line = found.lines.find(({ source }) => source === 'access');
    const took = Number(/"wafLatency":"(\d+)"/.exec(line?.message ?? '')?.[1]);
    expect(found.phases.filter(({ name }) => name !== 'gateway')).toEqual(
      took > 0 ? [{ name: 'waf', ms: took }] : [],
    );
    expect((await explained(answers[0]?.id ?? '', undefined, walled)).verdict.outcome).toBe('answered');
  });
});

describe('a request that runs out of time', () => {
  it('given the time of the function, then explain names it and the forwarder answered', async () => {
    await releaseWithTimeout(1);
    const { id, status } = await call('[[first-byte 5s]]');
    expect(status).toBe(504);
    expect((await explained(id, 'time-out')).verdict.why).toMatch(/Bedrock had not answered after \d+ ms/);
  });

  it('given the time that API Gateway waits, then explain names that', async () => {
    await waitingAtMost(300);
    const { id, status } = await call('[[first-byte 5s]]');
    // As a model that takes too long: SDKs repeat it (templates/gateway.yaml).
    expect(status).toBe(408);
    expect((await explained(id, 'time-out')).verdict.why).toMatch(/API Gateway stopped waiting/);
  });
});

function slow(): Record<string, string> {
  return { 'x-api-key': keys['slow'] ?? '' };
}

/** Makes a version of the forwarder with another time limit live. @param seconds what Lambda gives it */
async function releaseWithTimeout(seconds: number): Promise<void> {
  const { apiId: restApiId, stageName, forwarderFunction: FunctionName } = keyed.gateway;
  await lambda.updateFunctionConfiguration({ FunctionName, Timeout: seconds });
  await waitUntilFunctionUpdatedV2(
    { client: lambda, maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.2 },
    { FunctionName },
  );
  const { Version: value } = await lambda.publishVersion({ FunctionName });
  await sdk.updateStage({
    restApiId,
    stageName,
    patchOperations: [{ op: 'replace', path: '/variables/forwarder', value }],
  });
}

/** Makes API Gateway wait for the forwarder no longer than so many milliseconds. */
async function waitingAtMost(ms: number): Promise<void> {
  const { apiId: restApiId, stageName } = keyed.gateway;
  const { items = [] } = await sdk.getResources({ restApiId });
  const resourceId = items.find(({ path }) => path === '/{proxy+}')?.id;
  const patchOperations = [{ op: 'replace' as const, path: '/timeoutInMillis', value: String(ms) }];
  await sdk.updateIntegration({ restApiId, resourceId, httpMethod: 'ANY', patchOperations });
  await sdk.createDeployment({ restApiId, stageName });
}
