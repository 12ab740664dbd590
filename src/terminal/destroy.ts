import type { DestroyOutlook, DestroyResult } from '../gateway/stack/destroy.js';
import { colorsFor } from './colors.js';
import { columns } from './table.js';

/** What deleting the stack takes away and what stays, before the question. */
export function renderDestroyOutlook({ stack, resources, retained }: DestroyOutlook): string {
  const colors = colorsFor(process.stderr);
  const mark = (logicalId: string) => (retained.includes(logicalId) ? '=' : '-');
  const rows = columns(
    resources.map(({ logicalId, type }) => [mark(logicalId), logicalId, type]),
    '  ',
  );
  const lines = rows.map((line, index) =>
    retained.includes(resources[index]?.logicalId ?? '')
      ? colors.yellow(`${line}  (kept)`)
      : colors.red(line),
  );
  const sum = `Stack ${stack.name}: ${resources.length - retained.length} to destroy, ${retained.length} kept`;
  return [...lines, '', colors.bold(sum)].join('\n');
}

/** The end of `aigw destroy` for a person. */
export function renderDestroyResult(result: DestroyResult): string {
  const colors = colorsFor(process.stdout);
  if (result.outcome === 'absent') return `There is no stack ${result.stack}: nothing to destroy.`;
  if (result.outcome === 'started')
    return `Started deleting ${result.stack}. Follow it with: aigw destroy --stack ${result.stack}`;
  const kept = result.retained.length > 0 ? [`Kept: ${result.retained.join(', ')}`] : [];
  return [colors.green(`Destroyed: ${result.stack}.`), ...kept].join('\n');
}
