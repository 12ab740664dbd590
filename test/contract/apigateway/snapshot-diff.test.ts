import {
  APIGatewayClient,
  GetResourcesCommand,
  PutGatewayResponseCommand,
  UpdateAuthorizerCommand,
  GetAuthorizersCommand,
  UpdateIntegrationCommand,
  UpdateMethodCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { snapshotOfDraft } from '../../../src/gateway/release/draft-snapshot.js';
import { readDeploymentSnapshot, readLiveSnapshot } from '../../../src/gateway/release/read-snapshot.js';
import { compareSnapshots, type SnapshotComparison } from '../../../src/gateway/release/snapshot-diff.js';
import { deployedGateway, type DeployedGateway } from '../../support/deployed-gateway.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';

let local: RunningTestAws;
let deployed: DeployedGateway;
let client: APIGatewayClient;

beforeAll(async () => {
  local = await startTestAws();
  client = new APIGatewayClient(local.client);
  deployed = await deployedGateway(local, { EnableAuthorizer: 'true' });
});
afterAll(() => local.aws.stop());

async function compareWithDraft(): Promise<SnapshotComparison> {
  const { gateway, connection } = deployed;
  const stage = await connection.apis.stage(gateway.apiId, gateway.stageName);
  if (!stage) throw new Error('no stage');
  const live = await readLiveSnapshot(connection.apis, gateway.apiId, stage);
  return compareSnapshots(live, snapshotOfDraft(await connection.apis.draft(gateway.apiId)));
}

async function anyMethod() {
  const restApiId = deployed.gateway.apiId;
  const { items } = await client.send(new GetResourcesCommand({ restApiId, limit: 500 }));
  const resource = items?.find(({ path }) => path === '/{proxy+}');
  return { restApiId, resourceId: resource?.id, httpMethod: 'ANY' };
}

describe('draft against live', () => {
  it('given a gateway as it was released, then nothing of its draft differs from the export of its stage', async () => {
    const comparison = await compareWithDraft();
    expect(comparison.differences).toEqual([]);
    expect(comparison.notCompared).toEqual(['variable', 'function']);
  });

  it('given the draft was changed in every part, then each change is named with what it was and will be', async () => {
    const method = await anyMethod();
    const { restApiId } = method;
    const { items: authorizers } = await client.send(new GetAuthorizersCommand({ restApiId }));
    const patch = (path: string, value: string) => ({
      patchOperations: [{ op: 'replace' as const, path, value }],
    });
    await client.send(new UpdateMethodCommand({ ...method, ...patch('/apiKeyRequired', 'true') }));
    await client.send(new UpdateIntegrationCommand({ ...method, ...patch('/timeoutInMillis', '60000') }));
    await client.send(
      new UpdateAuthorizerCommand({
        restApiId,
        authorizerId: authorizers?.[0]?.id,
        ...patch('/authorizerResultTtlInSeconds', '0'),
      }),
    );
    await client.send(
      new PutGatewayResponseCommand({
        restApiId,
        responseType: 'REQUEST_TOO_LARGE',
        statusCode: '413',
        responseTemplates: { 'application/json': '{"message":"too large"}' },
      }),
    );
    await client.send(new UpdateRestApiCommand({ restApiId, ...patch('/apiKeySource', 'HEADER') }));
    const { differences } = await compareWithDraft();
    expect(differences).toEqual([
      changed('method', 'ANY /{proxy+}', 'API key', 'not required', 'required'),
      changed('integration', 'ANY /{proxy+}', 'timeoutInMillis', '900000', '60000'),
      changed('authorizer', 'bearer', 'authorizerResultTtlInSeconds', '300', '0'),
      {
        kind: 'gateway response',
        name: 'REQUEST_TOO_LARGE',
        change: 'added',
        settings: [
          { name: 'statusCode', after: '413' },
          { name: 'template application/json', after: '{"message":"too large"}' },
        ],
      },
      changed('api', 'API', 'API key source', 'AUTHORIZER', 'HEADER'),
    ]);
  });

  it('given a deployment that no stage serves and whose draft is gone, then AWS shows its methods only', async () => {
    const { connection, gateway } = deployed;
    const bootstrap = (await connection.apis.deployments(gateway.apiId)).find(
      ({ description }) => description === 'Bootstrap deployment',
    );
    if (!bootstrap) throw new Error('no bootstrap deployment');
    const draft = await connection.apis.draft(gateway.apiId);
    const old = await readDeploymentSnapshot(connection.apis, gateway.apiId, bootstrap, draft);
    const comparison = compareSnapshots(old, snapshotOfDraft(draft));
    expect(comparison.differences).toEqual([
      changed('method', 'ANY /{proxy+}', 'API key', 'not required', 'required'),
    ]);
    expect(comparison.notCompared).toContain('integration');
  });
});

function changed(kind: string, name: string, setting: string, before: string, after: string) {
  return { kind, name, change: 'changed', settings: [{ name: setting, before, after }] };
}
