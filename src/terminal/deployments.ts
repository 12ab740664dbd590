import type { DeploymentDetails } from '../gateway/release/deployment-details.js';
import type { DeploymentList, ListedDeployment, LiveSince } from '../gateway/release/deployment-list.js';
import type { PrunePlan, PruneResult } from '../gateway/release/prune.js';
import type { ReleaseResult } from '../gateway/release/release.js';
import type { RollbackPlan } from '../gateway/release/rollback.js';
import { colorsFor } from './colors.js';
import { fittedTable, type Column } from './fitted-table.js';
import { moment } from './moment.js';
import { sanitized } from './sanitize.js';
import { renderSnapshotDifferences } from './snapshot-diff.js';
import { columns } from './table.js';

/** `aigw deployment list` for a person: newest first, what serves marked. */
export function renderDeploymentList(list: DeploymentList, width = process.stdout.columns || 120): string {
  const colors = colorsFor(process.stdout);
  const [titles = '', ...rows] = fittedTable(columnsOf(list), list.deployments, width);
  const painted = rows.map((row, index) => {
    const state = list.deployments[index]?.state;
    if (state === 'live') return colors.green(row);
    return state === 'canary' ? colors.yellow(row) : row;
  });
  const since = list.liveSince ? ['', `Live ${sinceText(list.liveSince)}`] : [];
  return [colors.dim(titles), ...painted, ...since].join('\n');
}

function columnsOf({ canary }: DeploymentList): Column<ListedDeployment>[] {
  const left = { align: 'left' } as const;
  return [
    { title: 'DEPLOYMENT', cell: ({ id }) => id, rank: 0, ...left },
    { title: 'STATE', cell: ({ state }) => stateText(state, canary?.percent), rank: 1, ...left },
    { title: 'MADE', cell: ({ createdAt }) => moment(createdAt), rank: 2, ...left },
    { title: 'FORWARDER', cell: ({ release }) => release?.forwarder ?? '', rank: 4 },
    { title: 'AUTHORIZER', cell: ({ release }) => release?.authorizer ?? '', rank: 5 },
    { title: 'DRAFT', cell: ({ release }) => release?.draftHash.slice(0, 8) ?? '', rank: 6, ...left },
    { title: 'MESSAGE', cell: messageText, rank: 3, ...left },
  ];
}

function stateText(state: ListedDeployment['state'], percent: number | undefined): string {
  return { live: 'live', canary: `canary ${percent ?? 0} %`, 'was-live': 'was live', unused: '-' }[state];
}

function messageText({ release, description = '' }: ListedDeployment): string {
  return release ? (release.message ?? '') : `(${description === '' ? 'not of aigw' : description})`;
}

/** Milliseconds between both ends below which they are one moment for a person. */
const oneMoment = 60_000;

/** `since 2026-11-20 19:02 UTC`, or the two ends between which it became live. */
export function sinceText({ notBefore, notAfter }: LiveSince): string {
  if (!notAfter || notAfter.getTime() - notBefore.getTime() < oneMoment) return `since ${moment(notBefore)}`;
  return `since ${moment(notBefore)} at the earliest, ${moment(notAfter)} at the latest (the stage was changed then)`;
}

/** `aigw deployment show` for a person. */
export function renderDeploymentDetails(details: DeploymentDetails): string {
  const { deployment, live } = details;
  const colors = colorsFor(process.stdout);
  const lines = columns(detailRows(details));
  if (deployment.state === 'live') return lines.join('\n');
  const differences = renderSnapshotDifferences(details.differences);
  const title =
    differences.length > 0 ? `Against what is live (${live}):` : `No difference from what is live (${live}).`;
  return [...lines, '', colors.bold(title), ...differences, ...notCompared(details)].join('\n');
}

function detailRows({ deployment, liveSince, stage }: DeploymentDetails): string[][] {
  const { release } = deployment;
  const state =
    deployment.state === 'unused' ? 'not live' : stateText(deployment.state, release?.canary?.percent);
  return [
    ['Deployment', deployment.id],
    ['State', `${state}${liveSince ? ` on ${stage}, ${sinceText(liveSince)}` : ''}`],
    ['Made', moment(deployment.createdAt)],
    ...(release
      ? [
          ['Functions', `forwarder ${release.forwarder}, authorizer ${release.authorizer}`],
          ['Draft', release.draftHash],
        ]
      : [['Description', deployment.description ?? '']]),
    ...(release?.canary ? [['Began', `as a canary at ${release.canary.percent} %`]] : []),
    ...(release?.message === undefined ? [] : [['Message', release.message]]),
  ];
}

function notCompared({ notCompared: kinds }: DeploymentDetails): string[] {
  if (kinds.length === 0) return [];
  const colors = colorsFor(process.stdout);
  return ['', colors.dim(`AWS does not show of this deployment: ${kinds.join(', ')}. They may differ.`)];
}

/** The end of `aigw deployment create` for a person. */
export function renderRelease({ changed, deploymentId, versions }: ReleaseResult): string {
  const colors = colorsFor(process.stdout);
  const versionText = `forwarder ${versions.forwarder}, authorizer ${versions.authorizer}`;
  return changed
    ? `${colors.green.bold(`Live: deployment ${deploymentId}`)} (${versionText})`
    : colors.green(`No changes: deployment ${deploymentId} is live already.`);
}

/** Where a rollback would lead, before it is asked for. */
export function renderRollbackPlan(plan: RollbackPlan): string {
  const rows = [
    ['From', plan.from],
    [
      'To',
      `${plan.deploymentId} of ${moment(plan.createdAt)}${plan.message === undefined ? '' : `: ${plan.message}`}`,
    ],
    ['Functions', `forwarder ${plan.versions.forwarder}, authorizer ${plan.versions.authorizer}`],
    ['Differences', `aigw deployment show ${plan.deploymentId}`],
  ];
  return `\n${columns(rows).join('\n')}\n`;
}

/** The end of `aigw deployment rollback` for a person. */
export function renderRollback({ deploymentId, from, backFrom }: RollbackPlan, changed: boolean): string {
  const colors = colorsFor(process.stdout);
  if (!changed && backFrom !== undefined) {
    return [
      colors.green(`No changes: the stage was taken back from ${backFrom} to ${deploymentId} before.`),
      `${colors.cyan('→')} aigw deployment rollback ID  to go further back, or forward`,
    ].join('\n');
  }
  if (!changed) return colors.green(`No changes: deployment ${deploymentId} is live already.`);
  return [
    colors.green.bold(`Rolled back: deployment ${deploymentId} is live.`),
    `${colors.cyan('→')} aigw deployment rollback ${from}  forward again`,
    `${colors.cyan('→')} aigw diff  what the draft still holds`,
  ].join('\n');
}

/** What pruning would delete, before it is asked for. */
export function renderPrunePlan({ unneeded, kept }: PrunePlan): string {
  const rows = unneeded.map(({ id, createdAt, message = '' }) => [id, moment(createdAt), message]);
  return ['', ...columns(rows, '  '), '', `${unneeded.length} to delete, ${kept} stay.`, ''].join('\n');
}

/** The end of `aigw deployment prune` for a person. */
export function renderPruning({ deleted, inUse, kept }: PruneResult): string {
  const colors = colorsFor(process.stdout);
  if (deleted.length + inUse.length === 0)
    return colors.green(`Nothing to delete: ${kept} deployments stay.`);
  const left = inUse.map((id) => colors.yellow(sanitized(`! ${id} has come into use meanwhile and stays.`)));
  return [colors.green(`Deleted ${deleted.length}; ${kept} stay.`), ...left].join('\n');
}
