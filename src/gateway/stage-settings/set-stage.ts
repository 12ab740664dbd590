import { GatewayError } from '../errors.js';
import { releaseVariables } from '../release/snapshot.js';
import type { StageTarget } from '../release/stage-target.js';
import { assertStageVariables } from '../release/stage-variable-rules.js';
import type {
  StageSettings,
  StageSettingsChange,
  StageSettingsService,
  Throttle,
} from './stage-settings-service.js';

/** What came of it. */
export interface StageSet {
  /** False where the stage was so already. */
  readonly changed: boolean;
  /** As AWS shows it afterwards. */
  readonly stage: StageSettings;
}

/** Reads a stage with its settings. @throws GatewayError `not-found` */
export async function readStageSettings(
  settings: StageSettingsService,
  { apiId, stageName }: StageTarget,
): Promise<StageSettings> {
  const stage = await settings.read(apiId, stageName);
  if (stage) return stage;
  throw new GatewayError('not-found', `API ${apiId} has no stage ${stageName}.`, {
    next: ['aigw stage list'],
  });
}

/**
 * Sets variables and throttle of a stage, in one update. They hold at once, for a canary as well, and no deployment is needed
 * (DG/updating-api).
 *
 * @throws GatewayError `usage` for what AWS would refuse and for variables that belong to releases, before anything is written
 */
export async function setStage(
  settings: StageSettingsService,
  target: StageTarget,
  wanted: StageSettingsChange,
): Promise<StageSet> {
  assertStageChange(wanted);
  const before = await readStageSettings(settings, target);
  const change = whatDiffers(before, wanted);
  if (!change) return { changed: false, stage: before };
  assertRoom(before, change);
  const after = await settings.change(target.apiId, target.stageName, change);
  if (whatDiffers(after, wanted)) throw notTaken(after);
  return { changed: true, stage: after };
}

/** What people should know who have set something. */
export function settingNotes({ stage }: StageSet, wanted: StageSettingsChange): string[] {
  const variables = Object.keys(wanted.set).length + wanted.unset.length > 0;
  const overridden = [...Object.keys(wanted.set), ...wanted.unset].filter(
    (name) => name in (stage.canary?.variableOverrides ?? {}),
  );
  return [
    ...(variables && stage.canary
      ? [
          `There is a canary at ${stage.canary.percent} %: it has these variables too${overriddenText(overridden)}`,
        ]
      : []),
    ...throttleNotes(wanted.throttle),
  ];
}

function overriddenText(names: readonly string[]): string {
  return names.length === 0 ? '' : `, except those it was started with: ${names.join(', ')}`;
}

/** CloudFormation compares a template with the one before it, not with what is live (CFN/drift-aware-change-sets). */
function throttleNotes({ rateLimit, burstLimit }: Throttle): string[] {
  const parameters = [
    ...(rateLimit === undefined ? [] : [`--param ThrottleRateLimit=${rateLimit}`]),
    ...(burstLimit === undefined ? [] : [`--param ThrottleBurstLimit=${burstLimit}`]),
  ];
  if (parameters.length === 0) return [];
  return [
    `The stack has a throttle of its own, which a stack update may put back. To keep this one: aigw deploy ${parameters.join(' ')}`,
  ];
}

/** Refuses what AWS would refuse, before anything is read or written. @throws GatewayError `usage` */
export function assertStageChange({ set, unset, throttle }: StageSettingsChange): void {
  assertStageVariables(set);
  assertStageVariables(Object.fromEntries(unset.map((name) => [name, 'any'])));
  const both = unset.find((name) => name in set);
  if (both !== undefined) throw refused(`Variable "${both}" cannot be set and removed at once.`);
  assertLimit('rate limit', throttle.rateLimit, 10_000, false);
  assertLimit('burst limit', throttle.burstLimit, 5_000, true);
  if (Object.keys(set).length + unset.length === 0 && Object.keys(throttle).length === 0) {
    throw new GatewayError('usage', 'There is nothing to set.', {
      next: ['--var mode=careful', '--unset mode', '--rate 50 --burst 100'],
    });
  }
}

/** The bounds of the stack's parameters: what an account may do unless AWS raised it (DG/limits). */
function assertLimit(name: string, value: number | undefined, most: number, whole: boolean): void {
  if (value === undefined || (value >= 1 && value <= most && (!whole || Number.isInteger(value)))) return;
  throw refused(`The ${name} has to be ${whole ? 'a whole number' : 'a number'} from 1 to ${most}.`);
}

function whatDiffers(stage: StageSettings, wanted: StageSettingsChange): StageSettingsChange | undefined {
  const set = Object.entries(wanted.set).filter(([name, value]) => stage.variables[name] !== value);
  const unset = wanted.unset.filter((name) => name in stage.variables);
  const throttle = Object.entries(wanted.throttle).filter(
    ([name, value]) => stage.throttle[name as keyof Throttle] !== value,
  );
  if (set.length + unset.length + throttle.length === 0) return undefined;
  return { set: Object.fromEntries(set), unset, throttle: Object.fromEntries(throttle) as Throttle };
}

/** Of a stage (DG/limits). */
const mostVariables = 100;

function assertRoom(stage: StageSettings, { set, unset }: StageSettingsChange): void {
  const names = new Set([...Object.keys(stage.variables), ...releaseVariables, ...Object.keys(set)]);
  for (const name of unset) names.delete(name);
  if (names.size > mostVariables)
    throw refused(`A stage has at most ${mostVariables} variables; it would have ${names.size}.`);
}

function notTaken({ name }: StageSettings): GatewayError {
  return new GatewayError('conflict', `Stage ${name} does not show all that was set.`, {
    reason: 'Somebody else changed it at the same time.',
    next: ['aigw stage show'],
  });
}

function refused(what: string): GatewayError {
  return new GatewayError('usage', what, { reason: 'Nothing was changed.' });
}
