import { APIGateway } from '@aws-sdk/client-api-gateway';
import { connect } from '../../src/aws/connect.js';
import type { Connection } from '../../src/gateway/connection.js';
import type { LocalAwsOptions } from '../../src/local/cloud.js';
import { deployedMockApi } from '../contract/apigateway/mock-api.js';
import { startTestAws, type RunningTestAws } from './local-aws.js';

/** A local AWS with an API on a stage, and the connection a command would have: enough for what tenants and plans are about. */
export interface TestGateway {
  readonly local: RunningTestAws;
  readonly connection: Connection;
  readonly sdk: APIGateway;
  readonly gateway: {
    readonly stackName: string;
    readonly stage: { readonly apiId: string; readonly stageName: string };
  };
}

export async function startTestGateway(options: Partial<LocalAwsOptions> = {}): Promise<TestGateway> {
  const local = await startTestAws(options);
  const sdk = new APIGateway(local.client);
  const { apiId } = await deployedMockApi(sdk);
  const { endpoint, region, credentials } = local.client;
  return {
    local,
    sdk,
    connection: connect({ endpoint, region, credentials }),
    gateway: { stackName: 'gateway', stage: { apiId, stageName: 'v1' } },
  };
}
