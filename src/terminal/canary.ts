import type { CanaryChange } from '../gateway/release/canary/canary-change.js';
import type { CanarySide, CanaryStatus } from '../gateway/release/canary/status.js';
import type { ReleaseResult } from '../gateway/release/release.js';
import { releaseVariables } from '../gateway/release/snapshot.js';
import { colorsFor } from './colors.js';
import { moment } from './moment.js';
import { bar } from './plot.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';

/** `aigw canary status` for a person: who meets what, and what is left of an interrupted command. */
export function renderCanaryStatus(status: CanaryStatus, width = process.stdout.columns || 100): string {
  const { condition, base, canary, percent } = status;
  const colors = colorsFor(process.stdout);
  if (!canary) {
    return [
      `No canary: all requests meet deployment ${sanitized(sideText(base))}.`,
      `${colors.cyan('→')} aigw canary start --percent 10`,
    ].join('\n');
  }
  const barWidth = Math.max(0, Math.min(20, width - 40));
  const [first = '', second = ''] = columns([
    ['Base', `${100 - percent} %`, bar((100 - percent) / 100, barWidth), base.deploymentId],
    ['Canary', `${percent} %`, bar(percent / 100, barWidth), canary.deploymentId],
  ]);
  return [
    colors.green(first),
    colors.yellow(second),
    '',
    ...columns(differences(base, canary)),
    ...(condition === 'promoted' ? ['', colors.yellow(leftOfPromotion)] : []),
  ].join('\n');
}

const leftOfPromotion =
  '! Promoted, but the canary was not removed: aigw canary promote or aigw canary abort finishes it';

/** What the two sides are, and only those variables in which they differ. */
function differences(base: CanarySide, canary: CanarySide): string[][] {
  const message = canary.release?.message;
  const changed = Object.entries(canary.variables).filter(
    ([name, value]) => !releaseVariables.includes(name) && base.variables[name] !== value,
  );
  return [
    ['', 'base', 'canary'],
    ...(['forwarder', 'authorizer'] as const).map((name) => [
      capitalised(name),
      base.variables[name] ?? '?',
      canary.variables[name] ?? '?',
    ]),
    ['Draft', base.release?.draftHash.slice(0, 8) ?? '?', canary.release?.draftHash.slice(0, 8) ?? '?'],
    ['Made', ...[base, canary].map(({ createdAt }) => (createdAt ? moment(createdAt) : '?'))],
    ...changed.map(([name, value]) => [name, base.variables[name] ?? '-', value]),
    ...(message === undefined ? [] : [['Message', base.release?.message ?? '', message]]),
  ];
}

function sideText({ deploymentId, createdAt, release }: CanarySide): string {
  const made = createdAt ? ` of ${moment(createdAt)}` : '';
  return `${deploymentId}${made}${release ? `, forwarder ${release.forwarder}` : ''}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The end of `aigw canary start` for a person. */
export function renderCanaryStart({ changed, canary, deploymentId, versions }: ReleaseResult): string {
  const colors = colorsFor(process.stdout);
  if (!canary)
    return colors.green(`Nothing to try: the draft and the present code are live already (${deploymentId}).`);
  const versionText = `(forwarder ${versions.forwarder}, authorizer ${versions.authorizer})`;
  const state = changed ? 'Canary' : 'No changes: canary';
  return [
    `${colors.yellow.bold(`${state} at ${canary.percent} %: deployment ${deploymentId}`)} ${versionText}`,
    ...nextSteps([
      ['aigw canary watch', 'how it does beside the base'],
      ['aigw canary shift 50', 'more or less of it'],
      ['aigw canary promote', 'make it live for all'],
      ['aigw canary abort', 'take it away'],
    ]),
  ].join('\n');
}

/** The end of `aigw canary shift` for a person. */
export function renderShift({ changed, stage }: CanaryChange): string {
  const text = `canary at ${stage.canary?.percent ?? 0} %: deployment ${stage.canary?.deploymentId ?? ''}`;
  return colorsFor(process.stdout).yellow(changed ? capitalised(text) : `No changes: ${text}`);
}

/** The end of `aigw canary promote` for a person. */
export function renderPromotion({ stage }: CanaryChange): string {
  const colors = colorsFor(process.stdout);
  return [
    colors.green.bold(`Promoted: all requests meet deployment ${stage.deploymentId}.`),
    ...nextSteps([['aigw deployment rollback', 'go back to what was live before']]),
  ].join('\n');
}

/** The end of `aigw canary abort` for a person. */
export function renderAbort({ changed, wasPromoted, stage }: CanaryChange): string {
  const colors = colorsFor(process.stdout);
  const all = `all requests meet deployment ${stage.deploymentId}.`;
  if (wasPromoted)
    return colors.yellow(`The canary had been promoted, and what was left of it is removed: ${all}`);
  return colors.green(changed ? `Aborted: ${all}` : `No canary: ${all}`);
}

function nextSteps(steps: readonly (readonly string[])[]): string[] {
  const colors = colorsFor(process.stdout);
  return columns(steps, '  ').map((line) => `${colors.cyan('→')} ${line.trimStart()}`);
}
