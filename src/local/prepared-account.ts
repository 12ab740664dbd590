import { LOCAL_ACCOUNT_ID } from './credential-store.js';
import type { LocalRegion } from './region.js';

/**
 * Lets API Gateway write logs in a region, as in an account that has had a gateway before: `cloudWatchRoleArn` is one setting for
 * an account and region, and without it a stage with logs is refused (docs/aws-facts.md §8). A role set before is left alone.
 */
export async function prepareAccount(region: LocalRegion): Promise<void> {
  const { cloudwatchRoleArn } = await region.call<{ cloudwatchRoleArn?: string }>(
    'apigateway',
    'GetAccount',
    {},
  );
  if (cloudwatchRoleArn !== undefined) return;
  const value = `arn:aws:iam::${LOCAL_ACCOUNT_ID}:role/api-gateway-logs`;
  const patchOperations = [{ op: 'replace', path: '/cloudwatchRoleArn', value }];
  await region.call('apigateway', 'UpdateAccount', { patchOperations });
}
