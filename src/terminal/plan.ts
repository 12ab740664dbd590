import type { ChalkInstance } from 'chalk';
import type { Plan, PlannedAction, PlannedChange } from '../gateway/stack/plan.js';
import { colorsFor } from './colors.js';
import { columns } from './table.js';

const marks: Readonly<Record<PlannedAction, string>> = { add: '+', change: '~', remove: '-', replace: '±' };

/** A plan for a person: a line for each resource, IAM changes marked, and the sum. */
export function renderPlan(plan: Plan, stream: { readonly isTTY?: boolean }): string {
  const colors = colorsFor(stream);
  const rows = columns(plan.changes.map(row), '  ');
  const lines = plan.changes.map((change, index) => paint(colors, change, rows[index] ?? ''));
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

function paint(colors: ChalkInstance, change: PlannedChange, line: string): string {
  const byAction = { add: colors.green, change: colors.yellow, remove: colors.red, replace: colors.magenta };
  const painted = byAction[change.action](line);
  return change.iam ? painted.replace('[IAM]', colors.bold('[IAM]')) : painted;
}
