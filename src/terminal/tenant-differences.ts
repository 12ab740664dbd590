import { formatDuration } from '../gateway/duration.js';
import type { TenantDifference } from '../gateway/tenant-file/differences.js';
import type { ImportResult } from '../gateway/tenant-file/import-tenants.js';
import type { SyncOutlook, SyncResult } from '../gateway/tenant-file/sync-tenants.js';
import { colorsFor } from './colors.js';
import { count } from './figures.js';
import { singleLine } from './sanitize.js';

/** Lines shown of each kind of difference: a file may differ in thousands. */
const shownOfKind = 20;

/** How a file differs from the gateway, for a person: `+` comes, `~` changes, `-` goes. */
export function renderDifferences(
  differences: readonly TenantDifference[],
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const colors = colorsFor(stream);
  const kinds = [
    { action: 'add', paint: colors.green },
    { action: 'change', paint: colors.yellow },
    { action: 'remove', paint: colors.red },
  ] as const;
  return kinds
    .flatMap(({ action, paint }) => {
      const all = differences.filter((difference) => difference.action === action);
      const more = all.length - shownOfKind;
      return [
        ...all.slice(0, shownOfKind).map((difference) => paint(lineOf(difference))),
        ...(more > 0 ? [paint(`  … and ${count(more)} more to ${action}`)] : []),
      ];
    })
    .join('\n');
}

function lineOf({ id, action, fields }: TenantDifference): string {
  const mark = { add: '+', change: '~', remove: '-' }[action];
  const changes = fields.map(({ field, is, wanted }) => `${field} ${shown(is)} → ${shown(wanted)}`);
  return singleLine(`${mark} ${id}${changes.length > 0 ? `  ${changes.join(', ')}` : ''}`);
}

function shown(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return text === '' || /\s/.test(text) ? `"${short}"` : short;
}

/** What a sync is going to do, before the question. */
export function renderOutlook({ differences, kept, estimate }: SyncOutlook): string {
  const colors = colorsFor(process.stderr);
  return [
    renderDifferences(differences, process.stderr),
    '',
    colors.bold(`Tenants: ${counts(differences)}${timeOf(estimate)}`),
    ...(kept.length > 0 ? [keptLine(kept)] : []),
  ].join('\n');
}

function timeOf(estimate: number): string {
  return estimate >= 5_000 ? `; at AWS's rates about ${formatDuration(estimate)}` : '';
}

function keptLine(kept: readonly string[]): string {
  return kept.length === 1
    ? '1 tenant is not in the file and stays: --prune removes it.'
    : `${count(kept.length)} tenants are not in the file and stay: --prune removes them.`;
}

function counts(differences: readonly TenantDifference[]): string {
  const of = (action: TenantDifference['action']) =>
    count(differences.filter((difference) => difference.action === action).length);
  return `${of('add')} to add, ${of('change')} to change, ${of('remove')} to remove`;
}

/** The end of `aigw tenant diff` for a person. */
export function renderDiff(differences: readonly TenantDifference[]): string {
  if (differences.length === 0) return 'No differences.';
  return `${renderDifferences(differences)}\n\nTenants: ${counts(differences)}`;
}

/** The end of `aigw tenant sync` for a person. */
export function renderSync({ outcome, added, changed, removed, kept }: SyncResult): string {
  const colors = colorsFor(process.stdout);
  const done = `${count(added.length)} added, ${count(changed.length)} changed, ${count(removed.length)} removed`;
  const line = outcome === 'unchanged' ? 'No changes.' : colors.green(`Synced: ${done}.`);
  return [line, ...(kept.length > 0 ? [keptLine(kept)] : [])].join('\n');
}

/** The end of `aigw tenant import` for a person. */
export function renderImport(result: ImportResult, keysOut: string | undefined): string {
  const colors = colorsFor(process.stdout);
  const { added, completed, unchanged, different, contested } = result;
  const where =
    keysOut === undefined ? 'Show a key: aigw tenant key ID --reveal' : `Their keys are in ${keysOut}.`;
  return [
    added.length + completed.length === 0
      ? `No changes: ${count(unchanged)} tenants are there already.`
      : colors.green(
          `Imported: ${count(added.length)} tenants added, ${count(completed.length)} completed, ${count(unchanged)} there already.`,
        ),
    ...(added.length > 0 ? [singleLine(where)] : []),
    ...warning(
      different,
      'in the file are there otherwise and were left alone: aigw tenant sync changes them',
    ),
    ...warning(
      contested,
      'in the file were added by somebody else at the same time and have two keys: aigw tenant show ID',
    ),
  ].join('\n');
}

function warning(ids: readonly string[], what: string): string[] {
  if (ids.length === 0) return [];
  const some = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
  return [colorsFor(process.stdout).yellow(`! ${count(ids.length)} of the tenants ${what} (${some}).`)];
}
