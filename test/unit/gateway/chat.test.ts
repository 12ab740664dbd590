import { describe, expect, it } from '@jest/globals';
import { refusedByGateway } from '../../../src/gateway/chat/refused.js';
import { chatThroughControlPlane } from '../../../src/gateway/chat/through-control-plane.js';
import { unreachablePrivateGateway } from '../../../src/gateway/chat/unreachable.js';
import { GatewayError } from '../../../src/gateway/errors.js';
import { gatewayParts } from '../../../src/gateway/stack/gateway-outputs.js';
import { FakeApis } from '../../support/fakes/release.js';
import { aStack } from '../../support/fakes/stacks.js';

const gateway = gatewayParts(aStack());

describe('chatThroughControlPlane', () => {
  it('given an answer, then asks the proxy method with the variables of the stage, and reads text and tokens', async () => {
    const apis = new FakeApis();
    apis.current = { name: 'v1', deploymentId: 'd', variables: { forwarder: '7' } };
    const body = {
      output: { message: { content: [{ text: 'Hel' }, { text: 'lo' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 2 },
    };
    apis.testAnswer = { status: 200, body: JSON.stringify(body), latency: 12, requestId: 'r1' };
    const pieces: string[] = [];
    const answer = await ask(apis, 'arn:aws:bedrock:x/y:0', pieces);
    expect(answer).toMatchObject({
      text: 'Hello',
      inputTokens: 3,
      outputTokens: 2,
      duration: 12,
      requestId: 'r1',
    });
    expect(pieces).toEqual(['Hello']);
    expect(apis.tests).toMatchObject([
      {
        resourcePath: '/{proxy+}',
        path: '/model/arn%3Aaws%3Abedrock%3Ax%2Fy%3A0/converse',
        stageVariables: { forwarder: '7' },
      },
    ]);
  });

  it('given the bootstrap code answers 503, then says to deploy', async () => {
    const apis = new FakeApis();
    apis.testAnswer = { status: 503, body: '{"message":"not released"}', latency: 1 };
    await expect(ask(apis, 'm', [])).rejects.toMatchObject({ kind: 'service', next: ['aigw deploy'] });
  });
});

describe('unreachablePrivateGateway', () => {
  const failed = (reason: string, requestId?: string) =>
    new GatewayError('service', 'x', { reason, requestId });

  it('given a private gateway and no connection, then offers the control plane', () => {
    expect(
      unreachablePrivateGateway(failed('The host name cannot be resolved'), gateway)?.next,
    ).toContainEqual(expect.stringContaining('--via control-plane'));
  });

  it.each<[string, unknown, string]>([
    ['an answer that is an error', failed('AWS could not be reached', 'r1'), 'PRIVATE'],
    ['a public gateway', failed('cannot be resolved'), 'REGIONAL'],
    ['another failure', new GatewayError('limit', 'x'), 'PRIVATE'],
  ])('given %s, then it is not that', (_what, error, endpointType) => {
    expect(unreachablePrivateGateway(error, { ...gateway, endpointType })).toBeUndefined();
  });
});

describe('refusedByGateway', () => {
  const refusal = new GatewayError('access', 'x', { reason: 'Unauthorized', requestId: 'r1' });

  it.each([
    [{ bearer: true, apiKey: false }, /AWS_BEARER_TOKEN_BEDROCK/],
    [{ bearer: false, apiKey: true }, /AIGW_API_KEY/],
  ])('given it asks for %j, then names the variable', (asks, variable) => {
    expect(refusedByGateway(refusal, asks)?.next[0]).toMatch(variable);
  });

  it('given the SDK found no credentials, then it was not the gateway', () => {
    const none = new GatewayError('access', 'x', { reason: 'No AWS credentials were found.' });
    expect(refusedByGateway(none, { bearer: true, apiKey: false })).toBeUndefined();
  });
});

function ask(apis: FakeApis, model: string, pieces: string[]) {
  const onText = (text: string) => pieces.push(text);
  return chatThroughControlPlane(apis, gateway).ask({
    model,
    messages: [{ role: 'user', text: 'Hi' }],
    onText,
  });
}
