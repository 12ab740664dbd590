import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { readAuthorizerStatus } from '../../src/gateway/authorizer/authorizer-status.js';
import { GatewayError } from '../../src/gateway/errors.js';
import type { FunctionCode } from '../../src/gateway/release/release.js';
import { deploy } from '../../src/gateway/stack/deploy.js';
import { stackIntent } from '../../src/gateway/stack/stack-intent.js';
import { bundledCode, changeTools, disabling, enabling } from '../support/authorization.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { intercepted } from '../support/intercepted.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { issueToken } from '../support/local-token.js';

const audience = 'ai-gateway';
const issuerOf = ({ url }: RunningTestAws) => `${url}/_aws/aigw/issuer`;

let local: RunningTestAws;
let gateway: DeployedGateway;
let token: string;
beforeAll(async () => {
  local = await startTestAws();
  gateway = await deployedGateway(local);
  ({ token } = await issueToken(local.url, { claims: { sub: 'acme', aud: audience } }));
}, 60_000);
afterAll(() => local.aws.stop());

const jwt = () => ({ issuer: issuerOf(local), audiences: [audience] });
const status = () => readAuthorizerStatus(gateway.connection, gateway.stackName);

async function statusOf(path: string, method: string, bearer?: string): Promise<number> {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
    ...(method === 'POST' && {
      body: JSON.stringify({
        prompt: 'hello',
        messages: [{ role: 'user', content: [{ text: 'hello' }] }],
      }),
    }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** A request to each method of the API that would be answered with 200. */
const requests = [
  ['/model/amazon.nova-lite-v1:0/converse', 'POST'],
  ['/foundation-models', 'GET'],
  ['/invoke', 'POST'],
] as const;

const answers = (bearer?: string) =>
  Promise.all(requests.map(([path, method]) => statusOf(path, method, bearer)));

/** All that an undo has to bring back. */
async function standing() {
  const { stacks, apis } = gateway.connection;
  const { apiId, stageName } = gateway.gateway;
  const [stack, stage, draft] = await Promise.all([
    stacks.describe(gateway.stackName),
    apis.stage(apiId, stageName),
    apis.draft(apiId),
  ]);
  const { deploymentId, variables, canary } = stage ?? {};
  return { parameters: stack?.parameters, deploymentId, variables, canary, draft };
}

describe('authorizer enable', () => {
  beforeEach(async () => {
    await disabling(gateway);
  });

  it('given an issuer, then every method refuses a request without a token, takes a good one, and status agrees', async () => {
    expect(await answers()).toEqual([200, 200, 200]);
    const result = await enabling(gateway, jwt());
    expect(result).toMatchObject({
      outcome: 'changed',
      authorization: 'on',
      verified: { by: 'request', methods: expect.arrayContaining(['POST /invoke', 'ANY /{proxy+}']) },
    });
    expect(await answers()).toEqual([401, 401, 401]);
    expect(await answers(token)).toEqual([200, 200, 200]);
    expect(await answers('nonsense')).toEqual([401, 401, 401]);
    expect(await status()).toMatchObject({
      agrees: true,
      findings: [],
      live: { settings: { issuer: issuerOf(local), audiences: [audience] }, cacheSeconds: 300 },
    });
  });

  it('given it is on already, then nothing changes', async () => {
    await enabling(gateway, jwt());
    const before = await standing();
    expect(await enabling(gateway, jwt())).toMatchObject({ outcome: 'unchanged', settings: [] });
    expect(await standing()).toEqual(before);
  });

  it('given only one setting, then all others stay', async () => {
    await enabling(gateway, jwt());
    const result = await enabling(gateway, { cacheSeconds: 7 });
    expect(result.settings).toEqual([{ parameter: 'AuthorizerCacheSeconds', from: '300', to: '7' }]);
    expect(await status()).toMatchObject({
      live: { cacheSeconds: 7, settings: { issuer: issuerOf(local), audiences: [audience] } },
    });
  });

  it('given the forwarder holds newer code than serves, then that does not go live with it', async () => {
    const { functions } = gateway.connection;
    const { forwarderFunction, apiId, stageName } = gateway.gateway;
    const before = await gateway.connection.apis.stage(apiId, stageName);
    const held = await functions.latest(forwarderFunction);
    await functions.updateCode(forwarderFunction, zipSync({ 'index.js': Buffer.from('// newer') }));
    await enabling(gateway, jwt());
    const after = await gateway.connection.apis.stage(apiId, stageName);
    expect(after?.variables['forwarder']).toBe(before?.variables['forwarder']);
    expect((await functions.latest(forwarderFunction)).codeSha256).not.toBe(held.codeSha256);
  });

  it('given a canary, then only its share is asked for a token, and status says that the rest is open', async () => {
    const result = await enabling(gateway, jwt(), {}, { canary: { percent: 30 } });
    expect(result).toMatchObject({ release: { canary: { percent: 30 } }, verified: { by: 'control-plane' } });
    const found = await status();
    expect(found.methods.map((each) => [each.live?.authorization, each.canary?.authorization])).toEqual([
      ['NONE', 'CUSTOM'],
      ['NONE', 'CUSTOM'],
    ]);
    expect(found.agrees).toBe(false);
    expect(found.findings[0]?.text).toMatch(
      /^OPEN: the stack says authorization is on, the live snapshot of/,
    );
    const { apiId, stageName } = gateway.gateway;
    await gateway.connection.apis.removeCanary(apiId, stageName);
  });
});

describe('authorizer enable that fails', () => {
  beforeAll(async () => {
    await disabling(gateway);
  });

  const failing = (call: string) =>
    intercepted('apis', gateway.connection.apis, (name, run) =>
      name === call ? Promise.reject(new GatewayError('service', 'AWS is in trouble.')) : run(),
    );

  it.each(['apis.createDeployment', 'apis.pointStage'])(
    'given %s fails, then everything is as before, it says so, and the exit code is 8',
    async (call) => {
      // Made with settings of its own, so that no deployment of an earlier test is there to be used again.
      const before = await standing();
      const trial = enabling(gateway, { ...jwt(), cacheSeconds: call.length }, { apis: failing(call) });
      await expect(trial).rejects.toMatchObject({
        kind: 'verification',
        message: 'Authorization was not turned on; everything is as before.',
        reason: expect.stringMatching(/AWS is in trouble.*\n {2}Undone: the stack update/s),
      });
      expect(await standing()).toEqual(before);
      expect(await answers()).toEqual([200, 200, 200]);
    },
  );

  it('given the stack update fails, then everything is as before and the exit code is 7', async () => {
    const before = await standing();
    await orderFailure({ logicalId: 'InvokeMethod', action: 'update' });
    await expect(enabling(gateway, jwt())).rejects.toMatchObject({
      kind: 'stack',
      message: 'Authorization was not turned on; everything is as before.',
    });
    expect(await standing()).toEqual(before);
  });

  it('given clients still get in without a token, then it is undone', async () => {
    const before = await standing();
    const probe = { status: () => Promise.resolve(200) };
    await expect(enabling(gateway, jwt(), { probe })).rejects.toMatchObject({
      kind: 'verification',
      reason: expect.stringMatching(
        /answers a request without a token with 200.*Undone: the release, the stack update/s,
      ),
    });
    expect(await standing()).toEqual(before);
    expect(await answers()).toEqual([200, 200, 200]);
  });

  it('given going back fails too, then it says both', async () => {
    const probe = { status: () => Promise.resolve(200) };
    const apis = failing('apis.restoreStage');
    await expect(enabling(gateway, jwt(), { probe, apis })).rejects.toMatchObject({
      kind: 'verification',
      message: 'Authorization was not turned on, and going back failed too.',
      reason: expect.stringMatching(/without a token with 200.*Going back: AWS is in trouble/s),
    });
    await disabling(gateway);
    expect(await answers()).toEqual([200, 200, 200]);
  });

  it('given it is not approved, then nothing changes', async () => {
    const before = await standing();
    const approve = () => Promise.resolve(false);
    await expect(enabling(gateway, jwt(), { approve })).rejects.toMatchObject({ kind: 'declined' });
    expect(await standing()).toEqual(before);
  });

  it.each([
    [{}, 'usage', /Nobody would get in/],
    [{ issuer: 'https://issuer.invalid', audiences: ['a'] }, 'service', /cannot be read from here/],
    [{ issuer: 'http://issuer.example.com', audiences: ['a'] }, 'usage', /cannot be set like this/],
  ])('given %j, then it is refused before anything changes', async (options, kind, message) => {
    const before = await standing();
    // What earlier tests have set is remembered; here nothing is to be known.
    const forgotten = { issuer: '', audiences: [], ...options };
    await expect(enabling(gateway, forgotten)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
    expect(await standing()).toEqual(before);
  });

  async function orderFailure(failure: object): Promise<void> {
    await fetch(`${local.url}/_aws/aigw/failures`, { method: 'PUT', body: JSON.stringify([failure]) });
  }
});

describe('an authorizer of the operator’s own', () => {
  const policy = (effect: string) =>
    `{ principalId: 'own', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: '${effect}', Action: 'execute-api:Invoke', Resource: '*' }] } }`;

  it('given it is enabled, then it decides, and a plain deployment keeps it until the bundled code is wanted back', async () => {
    const own = codeOf(
      `exports.handler = async (event) => { if (event.headers.authorization !== 'Bearer sesame' && event.headers.Authorization !== 'Bearer sesame') throw new Error('Unauthorized'); return ${policy('Allow')}; };`,
    );
    await enabling(gateway, {}, {}, { custom: own });
    expect([await statusOf('/invoke', 'POST', 'sesame'), await statusOf('/invoke', 'POST', token)]).toEqual([
      200, 401,
    ]);
    await plainDeployment();
    expect(await statusOf('/invoke', 'POST', 'sesame')).toBe(200);
    expect((await status()).live.settings?.code).toBe('custom');
    await enabling(gateway, { ...jwt(), customCode: false });
    expect([await statusOf('/invoke', 'POST', 'sesame'), await statusOf('/invoke', 'POST', token)]).toEqual([
      401, 200,
    ]);
  });

  it.each([
    [
      'lets everybody in',
      `exports.handler = async () => (${policy('Allow')});`,
      /lets a token in that nobody issued/,
    ],
    ['crashes', `exports.handler = async () => { throw new Error('oops'); };`, /crashes or does not answer/],
    ['does not load', `throw new Error('no such module');`, /crashes or does not answer/],
  ])('given it %s, then it does not stay', async (_, source, reason) => {
    const before = await standing();
    await expect(enabling(gateway, {}, {}, { custom: codeOf(source) })).rejects.toMatchObject({
      kind: 'verification',
      reason: expect.stringMatching(reason),
    });
    expect(await standing()).toEqual(before);
    expect(await statusOf('/invoke', 'POST')).toBe(401);
  });

  async function plainDeployment(): Promise<void> {
    const template = await gateway.connection.stacks.template(gateway.stackName);
    const intent = stackIntent({
      stackName: gateway.stackName,
      templateSource: template,
      parameters: {},
      tags: {},
    });
    const tools = { ...changeTools(gateway), approve: () => Promise.resolve(true) };
    await deploy(tools, { intent, region: 'us-east-1', code: await bundledCode(), until: 'finish' });
  }
});

describe('authorizer disable', () => {
  it('given authorization is on, then clients get in without a token, and what is accepted is remembered', async () => {
    await enabling(gateway, jwt());
    expect(await disabling(gateway)).toMatchObject({ authorization: 'off', verified: { by: 'request' } });
    expect(await answers()).toEqual([200, 200, 200]);
    expect((await standing()).parameters).toMatchObject({
      EnableAuthorizer: 'false',
      AuthorizerIssuer: issuerOf(local),
    });
    await enabling(gateway, {});
    expect([await answers(), await answers(token)]).toEqual([
      [401, 401, 401],
      [200, 200, 200],
    ]);
  });

  it('given a public endpoint, then it is refused and nothing changes', async () => {
    const other = await startTestAws();
    try {
      const open = await deployedGateway(other, { EndpointType: 'REGIONAL', EnableAuthorizer: 'true' });
      await expect(disabling(open)).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(/^Authorization stays on: the endpoint .* is REGIONAL/),
      });
      const found = await readAuthorizerStatus(open.connection, open.stackName);
      expect(found.methods.every(({ live }) => live?.authorization === 'CUSTOM')).toBe(true);
      expect(found.findings).toEqual([{ severity: 'note', text: expect.stringMatching(/^Nobody gets in/) }]);
    } finally {
      await other.aws.stop();
    }
  });
});

function codeOf(source: string): FunctionCode {
  const zip = zipSync({ 'index.js': Buffer.from(source) });
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}
