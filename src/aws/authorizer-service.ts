import {
  APIGatewayClient,
  FlushStageAuthorizersCacheCommand,
  TestInvokeAuthorizerCommand,
} from '@aws-sdk/client-api-gateway';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AuthorizerService, AuthorizerTrial } from '../gateway/authorizer/authorizer-service.js';
import { settingsIn } from '../gateway/authorizer/authorizer-settings.js';
import type { ConnectionOptions } from '../gateway/connection.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';

/** Authorizers of API Gateway and their functions behind the interface that use cases know. */
export function createAuthorizerService(options: ConnectionOptions): AuthorizerService {
  const apis = equip(new APIGatewayClient(clientConfiguration(options)), options);
  const functions = equip(new LambdaClient(clientConfiguration(options)), options);
  return {
    test: (apiId, authorizerId, trial) =>
      explained('asking the authorizer', () => test(apis, apiId, authorizerId, trial)),
    flush: (restApiId, stageName) =>
      explained(`clearing the authorizer cache of stage ${stageName}`, async () => {
        await apis.send(new FlushStageAuthorizersCacheCommand({ restApiId, stageName }));
      }),
    settings: (name, version) =>
      explained(`reading version ${version} of function ${name}`, () =>
        readSettings(functions, name, version),
      ),
  };
}

async function test(
  client: APIGatewayClient,
  restApiId: string,
  authorizerId: string,
  { headers, stageVariables }: AuthorizerTrial,
) {
  const input = { restApiId, authorizerId, headers: { ...headers }, stageVariables: { ...stageVariables } };
  const answer = await client.send(new TestInvokeAuthorizerCommand(input));
  const { clientStatus = 0, latency = 0, principalId, policy } = answer;
  return { clientStatus, latency, ...(principalId && { principalId }), ...(policy && { policy }) };
}

async function readSettings(client: LambdaClient, name: string, version: string) {
  try {
    const input = { FunctionName: name, Qualifier: version };
    const { Environment } = await client.send(new GetFunctionConfigurationCommand(input));
    return settingsIn(Environment?.Variables ?? {});
  } catch (error) {
    if (hasCode(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}
