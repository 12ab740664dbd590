import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import type { LocalRegion } from '../../../region.js';
import { isObject, type Json, type JsonObject } from '../template/document.js';

const reference = /\{\{resolve:([^{}]*)\}\}/g;

/**
 * Puts in the values that dynamic references stand for (CFN/dynamic-references): only into what a service is asked for. What
 * is kept of a resource, compared and shown in events holds the reference.
 */
export async function resolveDynamicReferences(
  region: LocalRegion,
  properties: JsonObject,
): Promise<JsonObject> {
  const resolved = await resolve(region, properties);
  return isObject(resolved) ? resolved : properties;
}

async function resolve(region: LocalRegion, value: Json): Promise<Json> {
  if (typeof value === 'string') return resolveText(region, value);
  if (Array.isArray(value)) return Promise.all(value.map((item) => resolve(region, item)));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await resolve(region, item)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function resolveText(region: LocalRegion, text: string): Promise<string> {
  const found = [...text.matchAll(reference)];
  const values = await Promise.all(found.map(([, name = '']) => valueOf(region, name)));
  return text.replaceAll(reference, () => values.shift() ?? '');
}

async function valueOf(region: LocalRegion, name: string): Promise<string> {
  if (!name.startsWith('secretsmanager:')) {
    throw new Error(`Dynamic references to ${name.split(':')[0] ?? ''} are not implemented here`);
  }
  const { secretId, jsonKey, versionStage, versionId } = secretReference(name);
  const { SecretString = '' } = await region.call<GetSecretValueResponse>(
    'secretsmanager',
    'GetSecretValue',
    {
      SecretId: secretId,
      ...(versionStage && { VersionStage: versionStage }),
      ...(versionId && { VersionId: versionId }),
    },
  );
  return jsonKey ? memberOf(SecretString, jsonKey) : SecretString;
}

/** `secretsmanager:{id or ARN}:SecretString:{json-key}:{version-stage}:{version-id}`, all but the first two optional. */
function secretReference(name: string) {
  const parts =
    /^secretsmanager:(arn:(?:[^:]*:){5}[^:]*|[^:]*)(?::SecretString)?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/;
  const [, secretId = '', jsonKey, versionStage, versionId] = parts.exec(name) ?? [];
  if (secretId === '') throw new Error(`The dynamic reference {{resolve:${name}}} has another form`);
  return { secretId, jsonKey, versionStage, versionId };
}

function memberOf(secret: string, key: string): string {
  const members: unknown = JSON.parse(secret);
  const value = isObject(members) ? members[key] : undefined;
  if (value === undefined) throw new Error('Could not find a value associated with JSONKey in SecretString');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
