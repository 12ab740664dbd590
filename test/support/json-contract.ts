import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One documented member, e.g. `plan.changes[].action: string` or `release?.changed: boolean`. */
interface Member {
  readonly line: string;
  readonly matches: (found: string) => boolean;
  /** Whether every result has to have it: nothing on its way is optional, a map or inside a list. */
  readonly required: boolean;
}

/** The members that docs/json-output.md documents below the heading of a command. */
export async function documentedMembers(heading: string): Promise<Member[]> {
  const page = await readFile(join(import.meta.dirname, '../../docs/json-output.md'), 'utf8');
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const block = section && /```\n([^`]+)```/.exec(section)?.[1];
  if (block === undefined) throw new Error(`docs/json-output.md documents no ${heading}`);
  return block.trim().split('\n').map(memberOf);
}

/** What is wrong with a result: members that are not documented, and documented ones that are missing. */
export function breaches(members: readonly Member[], result: unknown): string[] {
  const found = [...new Set(flattened(result, ''))];
  return [
    ...found
      .filter((line) => !members.some((member) => member.matches(line)))
      .map((line) => `undocumented: ${line}`),
    ...members
      .filter((member) => member.required && !found.some((line) => member.matches(line)))
      .map(({ line }) => `missing: ${line}`),
  ];
}

function memberOf(line: string): Member {
  const [path = '', type = ''] = line.split(': ');
  const parts = path.split('.');
  const exact = new RegExp(`^${patternOf(parts)}: (${type})$`);
  // An empty list shows no element, so the list itself stands for it.
  const lists = parts.flatMap((part, at) => (part.endsWith('[]') ? [patternOf(parts.slice(0, at + 1))] : []));
  const empty = new RegExp(`^(${lists.join('|')}): empty$`);
  return {
    line,
    matches: (found) => exact.test(found) || (lists.length > 0 && empty.test(found)),
    required: !/[?*]|\[\]./.test(path),
  };
}

function patternOf(parts: readonly string[]): string {
  return parts
    .map((part) => (part === '*' ? '.+' : part.replace('?', '').replace(/[[\]]/g, '\\$&')))
    .join('\\.');
}

/** Every leaf of a result as `path: type`. */
function flattened(value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [`${path}[]: empty`] : value.flatMap((item) => flattened(item, `${path}[]`));
  }
  if (typeof value === 'object' && value !== null) {
    const prefix = path === '' ? '' : `${path}.`;
    return Object.entries(value).flatMap(([key, member]) => flattened(member, `${prefix}${key}`));
  }
  return [`${path}: ${value === null ? 'null' : typeof value}`];
}
