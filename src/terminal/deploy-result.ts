import type { DeployResult } from '../gateway/stack/deploy.js';
import type { ChalkInstance } from 'chalk';
import { colorsFor } from './colors.js';
import { renderPlan } from './plan.js';
import { columns } from './table.js';

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
