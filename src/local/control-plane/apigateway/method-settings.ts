import type { MethodSetting } from '@aws-sdk/client-api-gateway';
import { patchedBoolean, unescapePointer } from './patch-operations.js';
import { badRequest } from './rejections.js';

type Settings = Record<string, MethodSetting>;

/** What the settings of a method are until they are set: level of logging absent (LS). */
const defaults: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

const settingPath = /^(\/.+\/(?:\*|GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD|ANY))\/([a-z]+\/[A-Za-z]+)$/;

/**
 * The settings with one replaced, or undefined where the path is not `/{resource path}/{verb}/{setting}`. A method that had
 * none starts from those of the wildcard method, and keeps its own when the wildcard method changes later (LS).
 */
export function withMethodSetting(
  settings: Settings,
  path: string,
  value: string | undefined,
): Settings | undefined {
  const [, method = '', name = ''] = settingPath.exec(path) ?? [];
  const read = readers[name];
  if (!read) return undefined;
  const key = methodSettingKey(method);
  const current = settings[key] ?? settings['*/*'] ?? defaults;
  return { ...settings, [key]: { ...current, ...read(value ?? '', path) } };
}

/** `/~1pets~1{id}/GET` and `/pets/{id}/GET` are both `pets/{id}/GET`: keys have no leading slash (LS). */
export function methodSettingKey(path: string): string {
  const [, resource = '', verb = ''] = /^\/(.*)\/([^/]+)$/.exec(path) ?? [];
  return `${unescapePointer(resource).replace(/^\//, '')}/${verb}`;
}

const readers: Record<string, ((value: string, path: string) => MethodSetting) | undefined> = {
  'metrics/enabled': (value) => ({ metricsEnabled: patchedBoolean(value) }),
  'logging/dataTrace': (value) => ({ dataTraceEnabled: patchedBoolean(value) }),
  'logging/loglevel': (value, path) => ({ loggingLevel: oneOf(value, ['OFF', 'ERROR', 'INFO'], path) }),
  'throttling/burstLimit': (value, path) => ({ throttlingBurstLimit: wholeNumber(value, path, -1) }),
  'throttling/rateLimit': (value, path) => ({ throttlingRateLimit: number(value, path, -1) }),
  'caching/enabled': (value) => ({ cachingEnabled: patchedBoolean(value) }),
  'caching/ttlInSeconds': (value, path) => ({ cacheTtlInSeconds: wholeNumber(value, path, 0, 3600) }),
  'caching/dataEncrypted': (value) => ({ cacheDataEncrypted: patchedBoolean(value) }),
  'caching/requireAuthorizationForCacheControl': (value) => ({
    requireAuthorizationForCacheControl: patchedBoolean(value),
  }),
  'caching/unauthorizedCacheControlHeaderStrategy': (value, path) => ({
    unauthorizedCacheControlHeaderStrategy: oneOf(
      value,
      ['FAIL_WITH_403', 'SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER'],
      path,
    ),
  }),
};

function oneOf<const T extends string>(value: string, allowed: readonly T[], path: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw invalidValue(value, path);
  return found;
}

function wholeNumber(value: string, path: string, least: number, most?: number): number {
  const read = number(value, path, least, most);
  if (!Number.isInteger(read)) throw invalidValue(value, path);
  return read;
}

function number(value: string, path: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const read = value.trim() === '' ? Number.NaN : Number(value);
  if (!(read >= least && read <= most)) throw invalidValue(value, path);
  return read;
}

function invalidValue(value: string, path: string): Error {
  return badRequest(`Invalid value '${value}' specified for path ${path}`);
}
