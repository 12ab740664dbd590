import type { DeployResult } from '../gateway/stack/deploy.js';
import type { ChalkInstance } from 'chalk';
import { renderCanaryStart } from './canary.js';
import { colorsFor } from './colors.js';
import { renderPlan } from './plan.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';

/** Whose account and which region a deployment goes to. */
export interface Destination {
  /** Unknown where AWS would not say. */
  readonly account?: string;
  readonly region: string;
  /** Where AWS is, when that is not AWS itself. */
  readonly endpoint?: string;
}

/** `Account 123456789012, us-east-1, at http://127.0.0.1:4577` */
export function renderDestination({ account, region, endpoint }: Destination): string {
  const parts = [`Account ${account ?? 'unknown'}`, region, ...(endpoint ? [`at ${endpoint}`] : [])];
  return colorsFor(process.stderr).bold(sanitized(parts.join(', ')));
}

/** The end of `aigw deploy` for a person. */
export function renderDeployResult(result: DeployResult): string {
  const colors = colorsFor(process.stdout);
  const { name } = result.stack;
  switch (result.outcome) {
    case 'planned':
      return result.plan.changes.length > 0
        ? renderPlan(result.plan, process.stdout)
        : 'No infrastructure changes.';
    case 'prepared':
      return [
        renderPlan(result.plan, process.stdout),
        '',
        `Prepared. Execute it with: ${colors.cyan(`aigw deploy --stack ${name} --execute ${result.changeSet ?? ''}`)}`,
      ].join('\n');
    case 'started':
      return `Started. Follow and finish it with: ${colors.cyan(`aigw deploy --stack ${name}`)}`;
    case 'unchanged':
      return [colors.green(`No changes: ${name} is what it should be.`), ...outputs(result)].join('\n');
    case 'deployed':
      if (result.release?.canary) return renderCanaryStart(result.release);
      return [
        colors.green.bold(`Deployed: ${name} is live.`),
        ...outputs(result),
        '',
        ...nextSteps(colors),
      ].join('\n');
  }
}

function nextSteps(colors: ChalkInstance): string[] {
  const steps = [
    ['aigw chat "…"', 'ask a model through it'],
    ['aigw client env', 'what an application needs'],
    ['aigw status', 'what is live'],
  ];
  return columns(steps, '  ').map((line) => `${colors.cyan('→')} ${line.trimStart()}`);
}

function outputs(result: DeployResult): string[] {
  if (result.outputs.length === 0) return [];
  const rows = result.outputs.map((output) => [output.key, output.value]);
  return ['', ...columns(rows, '  ')];
}
