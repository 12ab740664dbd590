import { sanitized } from './sanitize.js';

/** Lays rows out in columns two blanks apart, each as wide as its widest cell. The last column is never padded. Cells are sanitised. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const safe = rows.map((row) => row.map(sanitized));
  const widths = safe.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  );
  const padded = (row: readonly string[]) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ');
  return safe.map((row) => `${indent}${padded(row).trimEnd()}`);
}
