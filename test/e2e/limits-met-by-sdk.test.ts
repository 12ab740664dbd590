import { BedrockRuntimeClient, ConverseCommand, ThrottlingException } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/gateway/clock.js';
import { parseLimits } from '../../src/gateway/plan/limits.js';
import { addTenant } from '../../src/gateway/tenant/add-tenant.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { recordedProgress } from '../support/fakes/time-and-progress.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { takingTokens } from '../support/tenant-credentials.js';

const question = new ConverseCommand({
  modelId: 'amazon.nova-lite-v1:0',
  messages: [{ role: 'user', content: [{ text: 'hello' }] }],
});

let local: RunningTestAws;
let deployed: DeployedGateway;
beforeAll(async () => {
  local = await startTestAws();
  deployed = await deployedGateway(local, takingTokens(local));
}, 60_000);
afterAll(() => local.aws.stop());

describe('an unmodified JS client with the key of a tenant', () => {
  it('given its quota is used up, then it meets ThrottlingException, as often as it tries', async () => {
    const client = clientWith(await keyOf('used-up', { quota: '2/day' }));
    await client.send(question);
    await client.send(question);
    const refused = await client.send(question).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ThrottlingException);
    expect(refused).toMatchObject({ $metadata: { httpStatusCode: 429, attempts: 3 } });
    client.destroy();
  });

  it('given it is too fast, then it tries again by itself and is answered', async () => {
    const client = clientWith(await keyOf('hasty', { rate: '0.5', burst: '1' }), 10);
    const answers = await Promise.all([client.send(question), client.send(question)]);
    expect(answers.map(({ stopReason }) => stopReason)).toEqual(['end_turn', 'end_turn']);
    expect(Math.max(...answers.map(({ $metadata }) => $metadata.attempts ?? 0))).toBeGreaterThan(1);
    client.destroy();
  });
});

/** @param maxAttempts the SDK's own default where absent */
function clientWith(token: string, maxAttempts?: number): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    endpoint: deployed.url,
    region: 'us-east-1',
    token: { token },
    authSchemePreference: ['httpBearerAuth'],
    ...(maxAttempts !== undefined && { maxAttempts }),
  });
}

async function keyOf(id: string, limits: Parameters<typeof parseLimits>[0]): Promise<string> {
  const { apiKeys, usagePlans } = deployed.connection;
  const { apiId, stageName } = deployed.gateway;
  const gateway = { stackName: deployed.stackName, stage: { apiId, stageName } };
  const { newKey } = await addTenant(
    {
      apiKeys,
      usagePlans,
      clock: systemClock,
      progress: recordedProgress(),
      gateway,
      jwtKeyValue: () => Promise.reject(new Error('nobody comes with a JWT')),
    },
    { id, plan: parseLimits(limits) },
  );
  if (!newKey) throw new Error('no key was made');
  return newKey.value;
}
