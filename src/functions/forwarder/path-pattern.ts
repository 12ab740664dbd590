/** Whether decoded segments fit a pattern: `*` stands for one segment, a final `**` for any number of them. */
export function matchesPattern(segments: readonly string[], pattern: string): boolean {
  const parts = pattern.split('/');
  const open = parts.at(-1) === '**';
  const fixed = open ? parts.slice(0, -1) : parts;
  if (open ? segments.length < fixed.length : segments.length !== fixed.length) return false;
  return fixed.every((part, index) => part === '*' || part === segments[index]);
}
