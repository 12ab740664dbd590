import type {
  TestInvokeAuthorizerRequest,
  TestInvokeAuthorizerResponse,
  TestInvokeMethodRequest,
  TestInvokeMethodResponse,
} from '@aws-sdk/client-api-gateway';
import { tryAuthorizer } from '../../data-plane/try-authorizer.js';
import { invokeOnce, type MethodTrial } from '../../data-plane/invoke-once.js';
import { findAuthorizer } from './authorizers.js';
import type { Operations } from './operations.js';
import { notFound } from './rejections.js';
import { findResource } from './resources.js';
import { draftSnapshot } from './snapshots.js';
import type { Tables } from './tables.js';

/**
 * `TestInvokeMethod` runs a method of the draft, past authorizers and keys, and buffers the answer: it does not show
 * streaming (DG/how-to-test-method, DG/response-streaming-troubleshoot). `TestInvokeAuthorizer` asks an authorizer of the draft and nothing else.
 */
export function testInvokeOperations(tables: Tables): Operations {
  return {
    TestInvokeMethod: async (input: TestInvokeMethodRequest): Promise<TestInvokeMethodResponse> => {
      const result = await invokeOnce(tables.region, trialOf(tables, input));
      if (!result) throw notFound('Invalid Method identifier specified');
      return result;
    },
    TestInvokeAuthorizer: (input: TestInvokeAuthorizerRequest): Promise<TestInvokeAuthorizerResponse> => {
      const { api, authorizer } = findAuthorizer(tables, input);
      const { pathWithQueryString, headers, multiValueHeaders, stageVariables } = input;
      return tryAuthorizer(tables.region, {
        apiId: api.restApi.id,
        draft: draftSnapshot(api),
        authorizer,
        ...(pathWithQueryString !== undefined && { pathWithQueryString }),
        ...(headers && { headers }),
        ...(multiValueHeaders && { multiValueHeaders }),
        ...(stageVariables && { stageVariables }),
      });
    },
  };
}

function trialOf(tables: Tables, input: TestInvokeMethodRequest): MethodTrial {
  const { api, resource } = findResource(tables, input.restApiId, input.resourceId);
  return {
    apiId: api.restApi.id,
    draft: draftSnapshot(api),
    resourceId: resource.id,
    httpMethod: input.httpMethod ?? '',
    ...(input.pathWithQueryString !== undefined && { pathWithQueryString: input.pathWithQueryString }),
    ...(input.headers && { headers: input.headers }),
    ...(input.multiValueHeaders && { multiValueHeaders: input.multiValueHeaders }),
    ...(input.body !== undefined && { body: input.body }),
    ...(input.stageVariables && { stageVariables: input.stageVariables }),
  };
}
