import type { RestApi } from '@aws-sdk/client-api-gateway';
import type { LocalRegion } from '../../region.js';
import { badRequest } from './rejections.js';

/**
 * The resource policy as it is kept: JSON, short resources (`execute-api:/…`) spelled out as ARNs
 * (DG/apigateway-resource-policies-create-attach).
 */
export function storedPolicy(region: LocalRegion, restApiId: string, policy: string): string {
  const parsed = parsePolicy(policy);
  const prefix = `arn:${region.partition}:execute-api:${region.name}:${region.accountId}:${restApiId}/`;
  return JSON.stringify(parsed, (key, value: unknown) =>
    key === 'Resource' || key === 'NotResource' ? expandResources(value, prefix) : value,
  );
}

/** The API as calls show it: its policy with quotes escaped, as AWS answers it (GH hashicorp/terraform-provider-aws). */
export function withShownPolicy(restApi: RestApi): RestApi {
  return restApi.policy === undefined
    ? restApi
    : { ...restApi, policy: JSON.stringify(restApi.policy).slice(1, -1) };
}

function parsePolicy(policy: string): object {
  const parsed = tryParse(policy) ?? tryParse(policy.replaceAll('\\"', '"'));
  if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed)) {
    throw badRequest(
      'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
    );
  }
  return parsed;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function expandResources(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((one) => expandResources(one, prefix));
  return typeof value === 'string' ? value.replace(/^execute-api:\//, prefix) : value;
}
