import { sanitized } from './sanitize.js';

/**
 * A table as CSV (RFC 4180, lines end in a newline). A cell that a spreadsheet would take for a formula gets an apostrophe in front, and control
 * characters are made visible.
 */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(cellOf).join(',')).join('\n');
}

function cellOf(text: string): string {
  const safe = sanitized(isFormula(text) ? `'${text}` : text);
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What Excel, LibreOffice and Google Sheets evaluate, in full width too (OWASP CSV injection); a number is none. */
function isFormula(text: string): boolean {
  return /^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) && !/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}
