import type { MethodSetting, Stage } from '@aws-sdk/client-api-gateway';
import type { Route } from './routing.js';

/** The stage's settings for one method, each from the most specific entry that has it. */
export interface EffectiveSettings {
  readonly settings: MethodSetting;
  /** Key of the entry that sets the throttle: a limit of `*\/*` is shared by the stage's methods. */
  readonly throttleKey: string | undefined;
}

const ALL_METHODS = '*/*';

/**
 * Settings for a routed request. Keys are `path/VERB` without a leading slash (`LS`), or `*\/*`; they are live, not
 * frozen by deployments (DG/set-up-stages).
 */
export function methodSettings(stage: Stage, route: Route, verb: string): EffectiveSettings {
  const entries = new Map(
    Object.entries(stage.methodSettings ?? {}).map(([key, value]) => [normalised(key), value]),
  );
  const keys = [`${route.resourcePath}/${verb}`, `${route.resourcePath}/${route.configuredVerb}`].map(
    normalised,
  );
  const found = [...keys, ALL_METHODS].filter((key) => entries.has(key));
  const settings = found.reduceRight<MethodSetting>(
    (merged, key) => ({ ...merged, ...entries.get(key) }),
    {},
  );
  return { settings, throttleKey: found.find((key) => entries.get(key)?.throttlingRateLimit !== undefined) };
}

/** Patch paths write `/` as `~1`; the stored key may or may not have kept the leading slash. */
function normalised(key: string): string {
  return key.replaceAll('~1', '/').replace(/^\/+/, '');
}
