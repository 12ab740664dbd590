import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request as httpRequest } from 'node:http';
import { abortCanary } from '../../../src/gateway/release/canary/abort.js';
import { promoteCanary } from '../../../src/gateway/release/canary/promote.js';
import { release, type ReleaseRequest } from '../../../src/gateway/release/release.js';
import { deployedGateway, type DeployedGateway } from '../../support/deployed-gateway.js';
import { recordedProgress } from '../../support/fakes/time-and-progress.js';
import { authorizerBuild, forwarderBuilds, refusals } from '../../support/forwarder-builds.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';

const requests = 20_000;
const share = 0.1;
/** Two-sided 99.9 % of the normal distribution; at 20,000 it is the binomial's to a hundredth of a request. */
const z = 3.2905;

type Build = 'built' | 'other';

let local: RunningTestAws;
let deployed: DeployedGateway;
let requestOf: (build: Build) => Promise<ReleaseRequest>;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
beforeAll(async () => {
  local = await startTestAws();
  deployed = await deployedGateway(local, {
    ThrottleRateLimit: '10000',
    ThrottleBurstLimit: '5000',
    EnableAccessLogs: 'false',
  });
  const builds = await forwarderBuilds();
  const authorizer = await authorizerBuild();
  const { apiId, stageName, forwarderFunction, authorizerFunction } = deployed.gateway;
  requestOf = async (build) => ({
    apiId,
    stageName,
    functionNames: { forwarder: forwarderFunction, authorizer: authorizerFunction },
    code: { forwarder: builds[build], authorizer },
  });
});
afterAll(async () => {
  agent.destroy();
  await local.aws.stop();
});

describe('a canary of another build of the forwarder', () => {
  it(`given 10 %, when ${requests} requests come, then its share lies within the binomial 99.9 % interval`, async () => {
    await release(tools(), { ...(await requestOf('other')), canary: { percent: share * 100 } });
    const answers = await answersOf(requests);
    expect(answers.unknown).toBe(0);
    expect(answers.built + answers.other).toBe(requests);
    const spread = z * Math.sqrt(requests * share * (1 - share));
    expect(Math.abs(answers.other - requests * share)).toBeLessThanOrEqual(spread);
  }, 240_000);

  it('given load all the while, when it is promoted, then no request fails, and afterwards all meet it', async () => {
    const load = startLoad();
    await load.until(50);
    await promoteCanary(tools(), await requestOf('other'));
    const after = await asked(50);
    const during = await load.stop();
    expect(during).toMatchObject({ failed: [], built: expect.any(Number) });
    expect(during.built).toBeGreaterThan(0);
    expect(during.other).toBeGreaterThan(0);
    expect(after).toEqual({ built: 0, other: 50, failed: [] });
  }, 120_000);

  it('given load all the while, when a canary of the former build is aborted, then no request fails, and afterwards none meets it', async () => {
    await release(tools(), { ...(await requestOf('built')), canary: { percent: 50 } });
    const load = startLoad();
    await load.until(50);
    await abortCanary(tools(), await requestOf('built'));
    const after = await asked(50);
    const during = await load.stop();
    expect(during.failed).toEqual([]);
    expect(during.built).toBeGreaterThan(0);
    expect(after).toEqual({ built: 0, other: 50, failed: [] });
  }, 120_000);
});

function tools() {
  return { ...deployed.connection, progress: recordedProgress() };
}

async function answersOf(count: number): Promise<Record<Build | 'unknown', number>> {
  const seen = { built: 0, other: 0, unknown: 0 };
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      seen[await ask()] += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  return seen;
}

/** Which build refuses a request that names no known service: the shortest way through gateway and function. */
async function ask(): Promise<Build | 'unknown'> {
  const { status, text } = await call('GET', '/anything', { 'aws-endpoint-prefix': 'nowhere' });
  if (status !== 400) return 'unknown';
  if (text.includes(refusals.built)) return 'built';
  return text.includes(refusals.other) ? 'other' : 'unknown';
}

/** What became of requests to the model, by the build that answered; whatever is no answer of either has failed. */
interface Answered {
  built: number;
  other: number;
  failed: string[];
}

/** Asks the model through the gateway without a pause. */
function startLoad() {
  const seen: Answered = { built: 0, other: 0, failed: [] };
  let stopped = false;
  const users = Array.from({ length: 4 }, async () => {
    while (!stopped) await prompt(seen);
  });
  return {
    async until(count: number): Promise<void> {
      while (seen.built + seen.other + seen.failed.length < count) await prompt(seen);
    },
    async stop(): Promise<Answered> {
      stopped = true;
      await Promise.all(users);
      return seen;
    },
  };
}

async function asked(count: number): Promise<Answered> {
  const seen: Answered = { built: 0, other: 0, failed: [] };
  for (let index = 0; index < count; index += 1) await prompt(seen);
  return seen;
}

async function prompt(seen: Answered): Promise<void> {
  const body = JSON.stringify({ prompt: 'Are you there?' });
  const { status, text } = await call('POST', '/invoke', { 'content-type': 'application/json' }, body);
  if (status === 200 && text.includes('"guardrail_status"')) seen.built += 1;
  else if (status === 200 && text.includes('"guardrail_state"')) seen.other += 1;
  else seen.failed.push(`${status} ${text}`);
}

function call(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${deployed.url}${path}`, { method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
