import { partKinds, type PartKind, type Snapshot, type SnapshotPart } from './snapshot.js';

/** One thing that is otherwise after than before. */
export interface SnapshotDifference {
  readonly kind: PartKind;
  /** `ANY /{proxy+}` for a method or its integration, otherwise the thing's own name. */
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Which settings, sorted by name. Of a thing that was added or removed: those it has. */
  readonly settings: readonly SettingDifference[];
}

export interface SettingDifference {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

export interface SnapshotComparison {
  /** By kind, then name. */
  readonly differences: readonly SnapshotDifference[];
  /** Kinds of parts that AWS does not show of one of the two: they may differ. */
  readonly notCompared: readonly PartKind[];
}

/** Compares two snapshots in all that is known of both. */
export function compareSnapshots(before: Snapshot, after: Snapshot): SnapshotComparison {
  const isKnown = (kind: PartKind) => before.known.includes(kind) && after.known.includes(kind);
  return {
    differences: partKinds.filter(isKnown).flatMap((kind) => differencesOf(kind, before, after)),
    notCompared: partKinds.filter((kind) => !isKnown(kind)),
  };
}

function differencesOf(kind: PartKind, before: Snapshot, after: Snapshot): SnapshotDifference[] {
  const [old, now] = [partsByName(kind, before), partsByName(kind, after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const settings = settingDifferences(old.get(name), now.get(name));
    const change = !old.has(name) ? 'added' : !now.has(name) ? 'removed' : 'changed';
    return change === 'changed' && settings.length === 0 ? [] : [{ kind, name, change, settings }];
  });
}

function partsByName(kind: PartKind, { parts }: Snapshot): Map<string, SnapshotPart> {
  return new Map(parts.filter((part) => part.kind === kind).map((part) => [part.name, part]));
}

function settingDifferences(
  old: SnapshotPart | undefined,
  now: SnapshotPart | undefined,
): SettingDifference[] {
  const [before, after] = [old?.settings ?? {}, now?.settings ?? {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ name, before: before[name], after: after[name] }));
}
