import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { Agent, get } from 'node:http';
import { canaryControl } from '../../src/gateway/canary-watch/canary-control.js';
import { watchCanary } from '../../src/gateway/canary-watch/watch-canary.js';
import type { WatchEvent } from '../../src/gateway/canary-watch/watch-event.js';
import { systemClock } from '../../src/gateway/clock.js';
import { gatewayLogGroups } from '../../src/gateway/log-analysis/log-groups.js';
import { release } from '../../src/gateway/release/release.js';
import type { CanaryRequest } from '../../src/gateway/release/release-request.js';
import { recordedProgress } from '../support/fakes/time-and-progress.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let deployed: DeployedGateway;

beforeAll(async () => {
  local = await startTestAws();
  deployed = await deployedGateway(local, { ThrottleRateLimit: '10000', ThrottleBurstLimit: '5000' });
});
afterAll(() => local.aws.stop());

/** Code of a forwarder that answers at once with a status. */
function answering(name: string, status: string) {
  const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: ${status}, headers: { 'x-release': '${name}' } });
    out.write('${name}');
    out.end();
  });`;
  const zip = zipSync({ 'index.js': strToU8(source) });
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

async function releaseForwarder(
  forwarder: ReturnType<typeof answering>,
  canary?: CanaryRequest,
): Promise<void> {
  const { connection, gateway } = deployed;
  const functionNames = { forwarder: gateway.forwarderFunction, authorizer: gateway.authorizerFunction };
  const tools = { apis: connection.apis, functions: connection.functions, progress: recordedProgress() };
  const code = { forwarder, authorizer: 'serving' as const };
  await release(tools, { ...gateway, functionNames, code, canary });
}

/** Clients that ask without a pause until they are stopped. */
class Clients {
  readonly answers = new Map<string, number>();
  readonly #agent = new Agent({ keepAlive: true });
  #stopped = false;
  readonly #running = Array.from({ length: 8 }, () => this.#ask());

  async #ask(): Promise<void> {
    while (!this.#stopped) {
      const answer = await this.#once();
      this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    }
  }

  #once(): Promise<string> {
    return new Promise((resolve) => {
      get(`${deployed.url}/model/any/converse`, { agent: this.#agent }, (response) => {
        response.resume().once('end', () => {
          resolve(`${String(response.headers['x-release'])} ${response.statusCode ?? 0}`);
        });
      }).once('error', () => {
        resolve('no answer');
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
    this.#agent.destroy();
  }
}

async function watched(steps: readonly number[]) {
  const { connection, gateway, stackName } = deployed;
  const events: WatchEvent[] = [];
  const tools = {
    control: canaryControl(connection.apis, gateway),
    logs: connection.logs,
    clock: systemClock,
    report: (event: WatchEvent) => void events.push(event),
    onInterrupt: () => undefined,
  };
  const ended = watchCanary(tools, {
    limits: { errorRate: 0.1, p95: { kind: 'absolute', most: 60_000 } },
    steps,
    every: 1_000,
    longest: 90_000,
    logGroup: gatewayLogGroups(stackName, gateway).access,
  });
  return { ended, events };
}

describe('a canary under real traffic through the local AWS', () => {
  let clients: Clients;

  beforeEach(async () => {
    await releaseForwarder(answering('old', '200'));
    clients = new Clients();
  });
  afterEach(() => clients.stop());

  it('given code that serves as well, when it is watched with steps, then it is promoted, and no request fails', async () => {
    await releaseForwarder(answering('new', '200'), { percent: 25 });
    const { ended, events } = await watched([25, 50, 100]);
    expect(await ended).toMatchObject({ event: 'promoted', verdict: 'healthy' });
    expect(events.filter(({ event }) => event === 'shifted')).toHaveLength(1);
    const stage = await deployed.connection.apis.stage(deployed.gateway.apiId, 'v1');
    expect(stage?.canary).toBeUndefined();
    await clients.stop();
    expect([...clients.answers.keys()].sort()).toEqual(['new 200', 'old 200']);
  });

  it('given code that fails, when it is watched with steps, then it is aborted within the interval, and only its share failed', async () => {
    await releaseForwarder(answering('broken', '500'), { percent: 25 });
    const before = await deployed.connection.apis.stage(deployed.gateway.apiId, 'v1');
    const { ended, events } = await watched([25, 50, 100]);
    await expect(ended).rejects.toMatchObject({
      kind: 'verification',
      reason: expect.stringMatching(/^error rate 100\.0 %/),
    });
    expect(events.filter(({ event }) => event === 'shifted')).toEqual([]);
    const stage = await deployed.connection.apis.stage(deployed.gateway.apiId, 'v1');
    expect(stage).toMatchObject({ deploymentId: before?.deploymentId, variables: before?.variables });
    expect(stage?.canary).toBeUndefined();
    await clients.stop();
    expect([...clients.answers.keys()].sort()).toEqual(['broken 500', 'old 200']);
  });
});
