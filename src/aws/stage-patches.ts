import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { canonicalJson } from '../gateway/canonical-json.js';
import type { Canary, Stage } from '../gateway/release/api-service.js';

type Variables = Readonly<Record<string, string>>;

/** Points a stage at a deployment and sets variables. */
export function pointingPatches(deploymentId: string, variables: Variables): PatchOperation[] {
  return [replace('/deploymentId', deploymentId), ...settingPatches('/variables', variables)];
}

/** Sets the share of the canary (AWS-FACTS §3). */
export function shiftPatches(percent: number): PatchOperation[] {
  return [replace('/canarySettings/percentTraffic', percentText(percent))];
}

/** Promotes the canary, in the order and words that AWS documents (DG/promote-canary-deployment). */
export function promotionPatches(): PatchOperation[] {
  return [
    ...shiftPatches(0),
    { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
    { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
  ];
}

/** Takes the canary away (DG/delete-canary-deployment). */
export function removalPatches(): PatchOperation[] {
  return [{ op: 'remove', path: '/canarySettings' }];
}

/** What brings a stage from how it was found to how it is wanted; empty where nothing differs. */
export function restoringPatches(wanted: Stage, found: Stage): PatchOperation[] {
  return [
    ...(wanted.deploymentId === found.deploymentId ? [] : [replace('/deploymentId', wanted.deploymentId)]),
    ...mapPatches('/variables', wanted.variables, found.variables),
    ...canaryPatches(wanted.canary, found.canary),
  ];
}

/** Whole, where anything differs: it may be gone by now, and then its members would make another (AWS-FACTS §3). */
function canaryPatches(wanted: Canary | undefined, found: Canary | undefined): PatchOperation[] {
  if (!wanted) return found ? removalPatches() : [];
  if (canonicalJson(wanted) === canonicalJson(found)) return [];
  const overrides = '/canarySettings/stageVariableOverrides';
  const extra = Object.keys(found?.variableOverrides ?? {}).filter(
    (name) => !(name in wanted.variableOverrides),
  );
  return [
    replace('/canarySettings/deploymentId', wanted.deploymentId),
    ...shiftPatches(wanted.percent),
    ...settingPatches(overrides, wanted.variableOverrides),
    ...removingPatches(overrides, extra),
  ];
}

function mapPatches(base: string, wanted: Variables, found: Variables): PatchOperation[] {
  const changed = Object.entries(wanted).filter(([name, value]) => found[name] !== value);
  const extra = Object.keys(found).filter((name) => !(name in wanted));
  return [...settingPatches(base, Object.fromEntries(changed)), ...removingPatches(base, extra)];
}

function removingPatches(base: string, names: readonly string[]): PatchOperation[] {
  return names.map((name) => ({ op: 'remove', path: `${base}/${name}` }));
}

function settingPatches(base: string, values: Variables): PatchOperation[] {
  return Object.entries(values).map(([name, value]) => replace(`${base}/${name}`, value));
}

function replace(path: string, value: string): PatchOperation {
  return { op: 'replace', path, value };
}

/** `25` is `25.0`, as AWS writes it. */
function percentText(percent: number): string {
  return Number.isInteger(percent) ? percent.toFixed(1) : String(percent);
}
