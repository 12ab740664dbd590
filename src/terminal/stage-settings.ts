import type { Stage } from '../gateway/release/api-service.js';
import { releaseVariables } from '../gateway/release/snapshot.js';
import type { StageSet } from '../gateway/stage-settings/set-stage.js';
import type { StageSettings, Throttle } from '../gateway/stage-settings/stage-settings-service.js';
import { colorsFor } from './colors.js';
import { moment } from './moment.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';

/** `aigw stage list` for a person. */
export function renderStages(stages: readonly Stage[], ours: string): string {
  const rows = stages.map(({ name, deploymentId, canary, updatedAt, variables }) => [
    name === ours ? `${name} *` : name,
    deploymentId,
    canary ? `${canary.percent} % on ${canary.deploymentId}` : '-',
    String(Object.keys(variables).length),
    updatedAt ? moment(updatedAt) : '-',
  ]);
  const [title = '', ...lines] = columns([
    ['STAGE', 'DEPLOYMENT', 'CANARY', 'VARIABLES', 'CHANGED'],
    ...rows,
  ]);
  const colors = colorsFor(process.stdout);
  return [colors.bold(title), ...lines, colors.dim('* the one this gateway serves from')].join('\n');
}

/** `aigw stage show` for a person. */
export function renderStage(stage: StageSettings): string {
  const { name, deploymentId, canary, updatedAt, throttle, methodThrottles, accessLog, tracing } = stage;
  const rows = [
    ['Stage', name],
    ['Deployment', deploymentId],
    ...(canary ? [['Canary', `${canary.percent} % on deployment ${canary.deploymentId}`]] : []),
    ['Throttle', throttleText(throttle)],
    ...Object.entries(methodThrottles).map(([method, own]) => ['', `${method}: ${throttleText(own)}`]),
    ['Access log', accessLog?.replace(/^.*:log-group:/, '') ?? 'off'],
    ['Tracing', tracing ? 'on' : 'off'],
    ...(updatedAt ? [['Changed', moment(updatedAt)]] : []),
  ];
  return [...columns(rows), '', ...variableLines(stage)].join('\n');
}

/** The end of `aigw stage set` for a person. */
export function renderStageSet({ changed, stage }: StageSet): string {
  const colors = colorsFor(process.stdout);
  const what = changed
    ? colors.green.bold(`Stage ${sanitized(stage.name)} is changed, and it holds at once.`)
    : 'No changes: the stage is so already.';
  return [
    what,
    '',
    ...columns([['Throttle', throttleText(stage.throttle)]]),
    '',
    ...variableLines(stage),
  ].join('\n');
}

function variableLines({ variables, canary }: StageSettings): string[] {
  const overrides = canary?.variableOverrides ?? {};
  const names = [...new Set([...Object.keys(variables), ...Object.keys(overrides)])].sort();
  if (names.length === 0) return ['No variables.'];
  const rows = names.map((name) => [
    name,
    variables[name] ?? '-',
    ...(name in overrides ? [`canary: ${overrides[name] ?? ''}`] : []),
    ...(releaseVariables.includes(name) ? ['(of the release)'] : []),
  ]);
  return ['Variables', ...columns(rows, '  ')];
}

function throttleText({ rateLimit, burstLimit }: Throttle): string {
  if (rateLimit === undefined && burstLimit === undefined) return 'that of the account';
  return `${rateLimit ?? '-'} requests a second, ${burstLimit ?? '-'} at once`;
}
