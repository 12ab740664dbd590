import type { ChalkInstance } from 'chalk';
import type { SettingDifference, SnapshotDifference } from '../gateway/release/snapshot-diff.js';
import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';

const marks = { added: '+', removed: '-', changed: '~' } as const;

/**
 * What differs between two snapshots: a line for each thing, below it a line for each setting, or two where the values are long.
 *
 * @param width columns a line may take before its values get lines of their own
 */
export function renderSnapshotDifferences(
  differences: readonly SnapshotDifference[],
  width = process.stdout.columns || 100,
): string[] {
  const colors = colorsFor(process.stdout);
  return differences.flatMap((difference) => {
    const mark = colorOf(colors, difference.change)(marks[difference.change]);
    const title = `${mark} ${colors.bold(sanitized(titleOf(difference)))}`;
    const longest = Math.max(0, ...difference.settings.map(({ name }) => name.length));
    return [
      title,
      ...difference.settings.flatMap((setting) => settingLines(colors, setting, longest, width)),
    ];
  });
}

function titleOf({ kind, name }: SnapshotDifference): string {
  return kind === 'api' ? name : `${kind} ${name}`;
}

function settingLines(
  colors: ChalkInstance,
  { name, before, after }: SettingDifference,
  nameWidth: number,
  width: number,
): string[] {
  const [old, now] = [before, after].map((value) => (value === undefined ? undefined : sanitized(value)));
  const short = `    ${sanitized(name).padEnd(nameWidth)}  `;
  const single = [old, now].filter((value) => value !== undefined).join(' → ');
  if (short.length + single.length <= width) return [`${short}${single}`];
  return [
    `    ${sanitized(name)}`,
    ...(old === undefined ? [] : [colors.red(`      - ${old}`)]),
    ...(now === undefined ? [] : [colors.green(`      + ${now}`)]),
  ];
}

function colorOf(colors: ChalkInstance, change: SnapshotDifference['change']): ChalkInstance {
  return { added: colors.green, removed: colors.red, changed: colors.yellow }[change];
}
