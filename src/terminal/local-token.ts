import { colorsFor } from './colors.js';
import { moment } from './moment.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';

/** What is told of a token beside the token itself. */
export interface TokenView {
  readonly issuer: string;
  readonly algorithm: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** By whom, for whom and until when a token is; where a person sees the token itself, also how to use it. */
export function renderTokenNotes({ issuer, algorithm, claims }: TokenView): string {
  const { exp, iss } = claims;
  const others = Object.entries(claims).filter(([name]) => !['iss', 'iat', 'exp'].includes(name));
  const rows = [
    ['Issuer', `${text(iss)}, ${algorithm}`],
    ...others.map(([name, value]) => [name, text(value)]),
    ['Until', typeof exp === 'number' ? moment(new Date(exp * 1_000)) : text(exp)],
  ];
  return [
    ...columns(rows).map((line) => `  ${line}`),
    ...(process.stdout.isTTY ? nextSteps(issuer) : []),
  ].join('\n');
}

function nextSteps(issuer: string): string[] {
  const colors = colorsFor(process.stderr);
  const steps = [
    `aigw authorizer enable --local --issuer ${issuer}`,
    'AWS_BEARER_TOKEN_BEDROCK=$(aigw local token --tenant acme) aigw chat --local "hello"',
  ];
  return steps.map((step) => `  ${colors.cyan('→')} ${step}`);
}

function text(value: unknown): string {
  return sanitized(typeof value === 'string' ? value : JSON.stringify(value));
}
