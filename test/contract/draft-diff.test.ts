import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { readFunctionCode } from '../../src/cli/bundle.js';
import { readDraftDiff } from '../../src/gateway/release/draft-diff.js';
import { release } from '../../src/gateway/release/release.js';
import { releaseOf } from '../../src/gateway/stack/gateway-release.js';
import { existingStack } from '../../src/gateway/stack/status.js';
import { renderDraftDiff } from '../../src/terminal/draft-diff.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { recordedProgress } from '../support/fakes/time-and-progress.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const root = join(import.meta.dirname, '../..');
const secret = 'only-the-function-knows';
let local: RunningTestAws;
let deployed: DeployedGateway;

beforeAll(async () => {
  local = await startTestAws();
  deployed = await deployedGateway(local, { EnableAuthorizer: 'true' });
});
afterAll(() => local.aws.stop());

async function wanted() {
  const stack = await existingStack(deployed.connection, deployed.stackName);
  return releaseOf(stack, { code: await readFunctionCode(root) });
}

describe('what the next release would change', () => {
  it('given a gateway as it was deployed, then nothing differs', async () => {
    const diff = await readDraftDiff(deployed.connection, await wanted());
    expect(diff).toMatchObject({ differences: [], hidden: false, changes: false });
    expect(renderDraftDiff(diff)).toMatch(/^Nothing differs: the draft and the present code are live/);
  });

  it('given a stack update and other function settings, then each difference is named, and no value of an environment', async () => {
    await deployed.change({ RequireApiKey: 'true', AuthorizerCacheSeconds: '60' });
    const lambda = new LambdaClient(local.client);
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: deployed.gateway.forwarderFunction,
        Timeout: 600,
        Environment: { Variables: { SECRET: secret } },
      }),
    );
    const request = await wanted();
    const { codeSha256 } = (await readFunctionCode(root)).authorizer;
    const other = { zip: new Uint8Array(), codeSha256: `x${codeSha256}` };
    const code = { ...request.code, authorizer: other };
    const diff = await readDraftDiff(deployed.connection, { ...request, code });
    const text = renderDraftDiff(diff, 100).split('\n');
    expect(text).toEqual(
      expect.arrayContaining([
        '~ method ANY /{proxy+}',
        '    API key  not required → required',
        '~ authorizer bearer',
        '    authorizerResultTtlInSeconds  300 → 60',
        '~ function authorizer',
        '~ function forwarder',
        expect.stringMatching(/^ {4}environment SECRET +set$/),
        expect.stringMatching(/^ {4}Timeout +\d+ → 600$/),
      ]),
    );
    expect(JSON.stringify(diff)).not.toContain(secret);
    for (const width of [50, 80, 110]) {
      const lines = renderDraftDiff(diff, width).split('\n');
      const arrows = lines.filter((line) => line.includes(' → ') && line.startsWith('    '));
      expect(arrows.filter((line) => line.length > width)).toEqual([]);
    }
  });

  it('given a canary of this draft, then that is said', async () => {
    const { apis, functions } = deployed.connection;
    const request = await wanted();
    await release({ apis, functions, progress: recordedProgress() }, { ...request, canary: { percent: 10 } });
    const diff = await readDraftDiff(deployed.connection, request);
    expect(diff.canary).toMatchObject({ percent: 10, carriesDraft: true });
    expect(renderDraftDiff(diff)).toMatch(
      /The canary at 10 % \(deployment \w+\) carries this draft already\.$/,
    );
  });
});
