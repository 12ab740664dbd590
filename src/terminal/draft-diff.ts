import type { DraftDiff } from '../gateway/release/draft-diff.js';
import { colorsFor } from './colors.js';
import { renderSnapshotDifferences } from './snapshot-diff.js';

/** `aigw diff` for a person: what is live on the left of each arrow, what would be on the right. */
export function renderDraftDiff(diff: DraftDiff, width = process.stdout.columns || 100): string {
  const colors = colorsFor(process.stdout);
  const lines = renderSnapshotDifferences(diff.differences, width);
  const title = diff.changes
    ? colors.bold(`What the next release changes of deployment ${diff.live}, which is live:`)
    : colors.green(`Nothing differs: the draft and the present code are live (deployment ${diff.live}).`);
  return [
    title,
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(diff.hidden ? ['', colors.yellow(`! ${hiddenText}`)] : []),
    ...(diff.canary ? ['', canaryText(diff.canary)] : []),
    ...(diff.changes && !diff.canary
      ? ['', `${colors.cyan('→')} aigw deploy, or aigw canary start --percent 10`]
      : []),
  ].join('\n');
}

const hiddenText =
  'The draft is not what is live, in something that AWS does not show of both, such as the type of the endpoint';

function canaryText({ percent, deploymentId, carriesDraft }: NonNullable<DraftDiff['canary']>): string {
  const carries = carriesDraft ? 'carries this draft already' : 'carries another draft than this';
  return `The canary at ${percent} % (deployment ${deploymentId}) ${carries}.`;
}
