import type { Account, Stage, UpdateAccountRequest } from '@aws-sdk/client-api-gateway';
import { without } from './members.js';
import type { Operations } from './operations.js';
import { checkedPatches, invalidPatchPath, onlyReplace } from './patch-operations.js';
import { badRequest } from './rejections.js';
import type { Tables } from './tables.js';

const entry = 'account';

export function accountOperations(tables: Tables): Operations {
  return {
    GetAccount: () => account(tables),
    UpdateAccount: (input: UpdateAccountRequest) => updateAccount(tables, input),
  };
}

/** One per account and region, made with defaults (DG/limits). */
function account(tables: Tables): Account {
  const fresh = {
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ['UsagePlans'],
    apiKeyVersion: '4',
  };
  return tables.account.get(entry) ?? fresh;
}

function updateAccount(tables: Tables, { patchOperations }: UpdateAccountRequest): Account {
  const patches = checkedPatches('updateAccountInput', patchOperations);
  let changed = account(tables);
  for (const patch of patches) {
    if (patch.path !== '/cloudwatchRoleArn') throw invalidPatchPath(patch.path);
    onlyReplace(patch);
    changed = patch.value
      ? { ...changed, cloudwatchRoleArn: requireRole(patch.value) }
      : without(changed, 'cloudwatchRoleArn');
  }
  tables.account.set(entry, changed);
  return changed;
}

function requireRole(arn: string): string {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn)) {
    throw badRequest(
      'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
    );
  }
  return arn;
}

/** Throws where an update turns logs on and the account has no role to write them (GH anomalyco/sst#1556). */
export function requireLoggingRole(tables: Tables, before: Stage, after: Stage): void {
  if (account(tables).cloudwatchRoleArn !== undefined) return;
  const turnedOn = logSettings(after).some((setting) => !logSettings(before).includes(setting));
  if (turnedOn)
    throw badRequest('CloudWatch Logs role ARN must be set in account settings to enable logging');
}

/** The settings of a stage that make it write logs. */
function logSettings({ accessLogSettings, methodSettings }: Stage): string[] {
  const levels = Object.entries(methodSettings ?? {})
    .filter(([, { loggingLevel }]) => loggingLevel !== undefined && loggingLevel !== 'OFF')
    .map(([method, { loggingLevel }]) => `${method} ${loggingLevel ?? ''}`);
  const destination = accessLogSettings?.destinationArn;
  return destination === undefined ? levels : [...levels, destination];
}
