import type { ChalkInstance } from 'chalk';
import type { LiveState } from '../gateway/release/live-state.js';
import type { AuthorizationState, GatewayStatus } from '../gateway/stack/status.js';
import { explainStatus } from '../gateway/stack/stack-state.js';
import { colorsFor } from './colors.js';
import { columns } from './table.js';

/** `aigw status` for a person: one line for each thing that matters, warnings last. */
export function renderStatus(status: GatewayStatus, localUrl?: string): string {
  const colors = colorsFor(process.stdout);
  const { stack, gateway, live } = status;
  const rows: string[][] = [['Stack', `${stack.name}  ${stack.status} (${explainStatus(stack.status)})`]];
  if (gateway) rows.push(['Endpoint', `${gateway.url}  (${gateway.endpointType})`]);
  if (localUrl) rows.push(['Here', localUrl]);
  if (live) rows.push(...liveRows(live));
  if (status.authorization)
    rows.push(['Authorization', `${status.authorization.live} (as the live snapshot has it)`]);
  const lines = columns(rows).map((line, index) => emphasised(colors, line, rows[index]?.[0] ?? ''));
  return [...lines, ...warnings(colors, status)].join('\n');
}

function emphasised(colors: ChalkInstance, line: string, label: string): string {
  return colors.bold(label) + line.slice(label.length);
}

function liveRows(live: LiveState): string[][] {
  const made = live.deployment.createdAt.toLocaleString();
  const versions = `forwarder ${live.versions.forwarder ?? '?'}, authorizer ${live.versions.authorizer ?? '?'}`;
  return [
    ['Live', `${liveWord(live)}  deployment ${live.deployment.id} of ${made}`],
    ['Functions', versions],
  ];
}

function liveWord(live: LiveState): string {
  if (live.canary) return `live + canary at ${live.canary.percent} %`;
  if (!live.release) return 'not released';
  return live.drift ? 'live, with undeployed changes' : 'live';
}

function warnings(colors: ChalkInstance, { authorization, live, gateway, stack }: GatewayStatus): string[] {
  const found: string[] = [];
  if (!gateway) found.push('The stack holds no gateway yet → aigw deploy');
  if (gateway && !live)
    found.push(`Stage ${gateway.stageName} is missing → aigw deploy --stack ${stack.name}`);
  if (live && !live.release)
    found.push('The live deployment is not one aigw made: clients get 503 → aigw deploy');
  if (live?.release && live.drift) found.push('The draft holds changes that are not live → aigw deploy');
  if (authorization) found.push(...authorizationWarnings(authorization));
  return found.length > 0 ? ['', ...found.map((text) => colors.yellow(`! ${text}`))] : [];
}

function authorizationWarnings({
  live,
  draft,
}: {
  live: AuthorizationState;
  draft: AuthorizationState;
}): string[] {
  const found: string[] = [];
  if (live !== draft)
    found.push(`Authorization is ${live} for clients now, but ${draft} in the draft → aigw deploy`);
  if (live === 'mixed') found.push('Some methods ask for authorization and others do not');
  if (live === 'off') found.push('Authorization is off: whoever reaches the endpoint may use it');
  return found;
}
