import type { ChalkInstance } from 'chalk';
import type { Plan, PlannedAction, PlannedChange } from '../gateway/stack/plan.js';
import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';
import { wrapped } from './wrap.js';

const marks: Readonly<Record<PlannedAction, string>> = { add: '+', change: '~', remove: '-', replace: '±' };

/** A plan for a person: a line for each resource, IAM changes marked, and the sum. */
export function renderPlan(
  plan: Plan,
  stream: { readonly isTTY?: boolean; readonly columns?: number },
): string {
  const colors = colorsFor(stream);
  const rows = columns(plan.changes.map(row), '  ');
  const width = stream.columns ?? Infinity;
  const lines = plan.changes.map((change, index) => {
    const line = rows[index] ?? '';
    return paint(colors, change, line.length <= width ? line : inTwoLines(change, width));
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), colors.bold(planSummary(plan))].join('\n');
}

/** `Plan: 38 to add, 0 to change, 0 to destroy` */
export function planSummary({ counts }: Plan): string {
  return `Plan: ${counts.add} to add, ${counts.change} to change, ${counts.destroy} to destroy`;
}

function row(change: PlannedChange): string[] {
  const notes = [
    ...(change.changed.length > 0 ? [change.changed.join(', ')] : []),
    ...(change.mayReplace ? ['(may be replaced)'] : []),
    ...(change.iam ? ['[IAM]'] : []),
    ...(change.retained ? ['(kept, no longer managed)'] : []),
  ];
  return [marks[change.action], change.logicalId, change.type, notes.join(' ')];
}

/** For a narrow terminal: the notes below the name, so that wrapping does not tear the columns. */
function inTwoLines(change: PlannedChange, width: number): string {
  const [mark = '', name = '', type = '', notes = ''] = row(change).map(sanitized);
  return [`  ${mark}  ${name}  ${type}`, ...(notes === '' ? [] : wrapped(notes, width, '     '))].join('\n');
}

function paint(colors: ChalkInstance, change: PlannedChange, line: string): string {
  const byAction = { add: colors.green, change: colors.yellow, remove: colors.red, replace: colors.magenta };
  const painted = byAction[change.action](line);
  return change.iam ? painted.replace('[IAM]', colors.bold('[IAM]')) : painted;
}
