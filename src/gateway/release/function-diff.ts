import { canonicalJson } from '../canonical-json.js';
import type { FunctionService, FunctionState } from './function-service.js';
import type { FunctionVersions } from './release-description.js';
import type { CodeChoice, ReleaseRequest } from './release-request.js';
import type { SettingDifference, SnapshotDifference } from './snapshot-diff.js';
import { objectIn } from './unknown-members.js';

/** Of an environment only the names are told: it may hold secrets. */
const hiddenValues = { before: 'one value', after: 'another (values are not shown)' };

/** Members that say the same as others, or nothing to a reader. */
const unsaid = ['CodeSize', 'CodeSha256', 'FunctionName'];

/** What the next release would serve of the functions otherwise than the versions that serve now. Changes nothing. */
export async function functionDifferences(
  functions: FunctionService,
  { functionNames, code }: Pick<ReleaseRequest, 'functionNames' | 'code'>,
  serving: Partial<FunctionVersions>,
): Promise<SnapshotDifference[]> {
  const found = await Promise.all(
    (['authorizer', 'forwarder'] as const).map(async (name) => {
      const settings = await settingsOf(functions, functionNames[name], code[name], serving[name]);
      return { kind: 'function' as const, name, change: 'changed' as const, settings };
    }),
  );
  return found.filter(({ settings }) => settings.length > 0);
}

async function settingsOf(
  functions: FunctionService,
  name: string,
  code: CodeChoice,
  version: string | undefined,
): Promise<SettingDifference[]> {
  if (code === 'serving' && version !== undefined) return [];
  const [latest, serving] = await Promise.all([
    functions.latest(name),
    version === undefined ? undefined : functions.version(name, version),
  ]);
  if (!serving) return [{ name: 'version', before: version, after: 'a first one' }];
  const next = typeof code === 'object' ? code.codeSha256 : latest.codeSha256;
  return [
    ...(next === serving.codeSha256
      ? []
      : [
          {
            name: 'code',
            before: `version ${version ?? ''}, ${short(serving.codeSha256)}`,
            after: short(next),
          },
        ]),
    ...configurationDifferences(serving, latest),
  ];
}

function configurationDifferences(serving: FunctionState, latest: FunctionState): SettingDifference[] {
  const [before, after] = [membersOf(serving), membersOf(latest)];
  return namesOf(before, after).flatMap((name) => {
    if (name === 'Environment') return environmentDifferences(before[name], after[name]);
    const [old, now] = [textOf(before[name]), textOf(after[name])];
    return old === now || unsaid.includes(name) ? [] : [{ name, before: old, after: now }];
  });
}

function environmentDifferences(before: unknown, after: unknown): SettingDifference[] {
  const [old, now] = [before, after].map((environment) => objectIn(objectIn(environment)['Variables']));
  return namesOf(old ?? {}, now ?? {}).flatMap((name): SettingDifference[] => {
    if (old?.[name] === now?.[name]) return [];
    const setting = `environment ${name}`;
    if (old?.[name] === undefined) return [{ name: setting, after: 'set' }];
    return [
      now?.[name] === undefined ? { name: setting, before: 'set' } : { name: setting, ...hiddenValues },
    ];
  });
}

function membersOf({ configuration }: FunctionState): Readonly<Record<string, unknown>> {
  try {
    return objectIn(JSON.parse(configuration));
  } catch {
    return { configuration };
  }
}

function namesOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}

function short(sha256: string): string {
  return `sha256 ${sha256.slice(0, 8)}`;
}
