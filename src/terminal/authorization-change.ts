import type { ChangeResult, SettingChange } from '../gateway/authorizer/change-authorization.js';
import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';

/** `AuthorizerIssuer  (empty) → https://…`, a line each. */
export function renderSettingChanges(
  settings: readonly SettingChange[],
  stream: { readonly isTTY?: boolean; readonly columns?: number },
): string {
  if (settings.length === 0) return 'No setting changes.';
  const rows = settings.map(({ parameter, from, to }) => [`~ ${parameter}`, `${shown(from)} → ${shown(to)}`]);
  const { yellow } = colorsFor(stream);
  return columns(rows, '  ')
    .map((line) => yellow(line))
    .join('\n');
}

/** The end of `aigw authorizer enable` and `disable` for a person. */
export function renderChangeResult({
  outcome,
  authorization,
  release,
  verified,
  stack,
}: ChangeResult): string {
  const colors = colorsFor(process.stdout);
  const how = verified.by === 'request' ? 'by requests without a token' : 'by the live snapshot';
  const share = release?.canary ? ` for ${release.canary.percent} % of the requests` : '';
  const done = outcome === 'unchanged' ? 'was' : 'is';
  const lines = [
    colors.green.bold(
      sanitized(`Authorization ${done} ${authorization}${share}: ${stack.name}, proven ${how}.`),
    ),
    ...columns(
      [
        ['Methods', verified.methods.join(', ')],
        ['Deployment', release?.deploymentId ?? ''],
      ],
      '  ',
    ),
  ];
  return [
    ...lines,
    ...nextSteps(authorization, share !== '').map((step) => `${colors.cyan('→')} ${step}`),
  ].join('\n');
}

function nextSteps(authorization: 'on' | 'off', canary: boolean): string[] {
  if (canary) return ['aigw canary watch', 'aigw canary promote'];
  return authorization === 'on'
    ? ['aigw authorizer test --token-file FILE', 'aigw client env']
    : ['aigw client env'];
}

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}
