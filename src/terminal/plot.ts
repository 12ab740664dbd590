const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/**
 * A line of small columns, one a value, as high as the value is within 0 and the greatest. A value that is absent leaves a blank, and one
 * above 0 never looks like none.
 *
 * @param width how many values are shown at most: the last ones
 */
export function sparkline(values: readonly (number | undefined)[], width = values.length): string {
  const shown = width <= 0 ? [] : values.slice(-width);
  const greatest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown.map((value) => (value === undefined ? ' ' : column(value, greatest))).join('');
}

/** A bar of at most `width` characters for a share of 0 to 1, exact to an eighth of a character. */
export function bar(share: number, width: number): string {
  const parts = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '');
}

function column(value: number, greatest: number): string {
  if (value <= 0 || greatest === 0) return levels[0];
  const level = Math.ceil((value / greatest) * (levels.length - 1));
  return levels[Math.min(level, levels.length - 1)] ?? levels[0];
}
