import type { ChalkInstance } from 'chalk';
import type { Canary } from '../gateway/release/api-service.js';
import type { LiveState } from '../gateway/release/live-state.js';
import type { GatewayStatus } from '../gateway/stack/status.js';
import {
  describeProtection,
  protectionDifferences,
  statusWarnings,
} from '../gateway/stack/status-warnings.js';
import { explainStatus } from '../gateway/stack/stack-state.js';
import { colorsFor } from './colors.js';
import { moment } from './moment.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';

/** `aigw status` for a person: one line for each thing that matters, warnings last. */
export function renderStatus(status: GatewayStatus, localUrl?: string): string {
  const colors = colorsFor(process.stdout);
  const { stack, gateway, live } = status;
  const rows: string[][] = [['Stack', `${stack.name}  ${stack.status} (${explainStatus(stack.status)})`]];
  if (gateway) rows.push(['Endpoint', `${gateway.url}  (${gateway.endpointType})`]);
  if (localUrl) rows.push(['Here', localUrl]);
  if (live) rows.push(...liveRows(live));
  if (status.authorization) rows.push(['Authorization', authorizationText(status.authorization.live, live)]);
  const lines = columns(rows).map((line, index) => emphasised(colors, line, rows[index]?.[0] ?? ''));
  return [...lines, ...warnings(colors, status), ...(live ? differences(live) : [])].join('\n');
}

function authorizationText(state: string, live: LiveState | undefined): string {
  const keys = live?.protections.some((method) => method.apiKeyRequired) ? ', API keys asked for' : '';
  return `${state}${keys} (as the live snapshot has it)`;
}

function warnings(colors: ChalkInstance, status: GatewayStatus): string[] {
  const found = statusWarnings(status);
  return found.length > 0 ? ['', ...found.map((text) => colors.yellow(sanitized(`! ${text}`)))] : [];
}

/** Which methods the next deployment would protect otherwise. */
function differences(live: LiveState): string[] {
  const rows = protectionDifferences(live).map(({ path, method, ...sides }) => [
    `${method} ${path}`,
    `${describeProtection(sides.live)} now`,
    `${describeProtection(sides.draft)} in the draft`,
  ]);
  return columns(rows, '    ');
}

function emphasised(colors: ChalkInstance, line: string, label: string): string {
  return colors.bold(label) + line.slice(label.length);
}

function liveRows(live: LiveState): string[][] {
  const made = moment(live.deployment.createdAt);
  const versions = `forwarder ${live.versions.forwarder ?? '?'}, authorizer ${live.versions.authorizer ?? '?'}`;
  return [
    ['Live', `${liveWord(live)}  deployment ${live.deployment.id} of ${made}`],
    ['Functions', versions],
    ...(live.canary ? [['Canary', canaryText(live.canary)]] : []),
  ];
}

function canaryText({ percent, deploymentId, variableOverrides }: Canary): string {
  const { forwarder = '?', authorizer = '?' } = variableOverrides;
  return `${percent} %  deployment ${deploymentId} (forwarder ${forwarder}, authorizer ${authorizer})`;
}

function liveWord(live: LiveState): string {
  if (live.canary) return `live + canary at ${live.canary.percent} %`;
  if (!live.release) return 'not released';
  return live.drift ? 'live, with undeployed changes' : 'live';
}
