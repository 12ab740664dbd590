import type { ChalkInstance } from 'chalk';
import { methodName } from '../gateway/authorizer/authorizer-findings.js';
import type {
  AuthorizerSide,
  AuthorizerStatus,
  Finding,
  MethodAuthorization,
  Protection,
} from '../gateway/authorizer/authorizer-status.js';
import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';
import { wrapped } from './wrap.js';

type Side = 'draft' | 'live' | 'canary';

/** `aigw authorizer status` for a person: every method in every state, what the authorizer accepts, and what is wrong in red. */
export function renderAuthorizerStatus(
  status: AuthorizerStatus,
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
): string {
  const colors = colorsFor(stream);
  const sides: readonly Side[] = status.canary ? ['live', 'canary', 'draft'] : ['live', 'draft'];
  return [
    ...verdict(colors, status, stream),
    '',
    ...methodTable(colors, status.methods, sides),
    '',
    ...settingsTable(colors, status, sides),
  ].join('\n');
}

function verdict(colors: ChalkInstance, status: AuthorizerStatus, stream: { readonly columns?: number }) {
  const { agrees, stack, findings } = status;
  const isOn = agrees && stack.authorizer === 'on';
  return [
    ...(isOn ? [colors.green('✔ Authorization is on, and what is live says so too.')] : []),
    ...findings.flatMap((finding) => findingLines(colors, finding, stream.columns ?? Infinity)),
  ];
}

function findingLines(colors: ChalkInstance, { severity, text }: Finding, width: number): string[] {
  const paint = severity === 'danger' ? colors.red.bold : colors.yellow;
  const mark = severity === 'danger' ? '✖' : '!';
  const lines = wrapped(sanitized(text), width, '  ').map((line) => paint(line));
  return lines.map((line, index) => (index === 0 ? line.replace('  ', `${mark} `) : line));
}

function methodTable(colors: ChalkInstance, methods: readonly MethodAuthorization[], sides: readonly Side[]) {
  const rows = methods.map((method) => [methodName(method), ...sides.map((side) => short(method[side]))]);
  const [heading = '', ...lines] = columns([['Method', ...sides], ...rows]);
  const painted = lines.map((line, index) => {
    const method = methods[index];
    return method && isUneven(method, sides) ? colors.red(line) : line;
  });
  return [colors.bold(heading), ...painted];
}

function isUneven(method: MethodAuthorization, sides: readonly Side[]): boolean {
  return new Set(sides.map((side) => short(method[side]))).size > 1;
}

function short(protection: Protection | undefined): string {
  if (!protection) return '–';
  const authorization = protection.authorization === 'NONE' ? 'open' : protection.authorization;
  return protection.apiKeyRequired ? `${authorization}+key` : authorization;
}

/** What differs is red where clients meet an authorizer; of versions it is known that they do. */
function settingsTable(colors: ChalkInstance, status: AuthorizerStatus, sides: readonly Side[]): string[] {
  const known = sides.flatMap((side) => {
    const found = status[side];
    return found ? [settingTexts(found)] : [];
  });
  const labels = Object.keys(known[0] ?? {});
  const rows = labels.map((label) => [label, ...distinct(known.map((texts) => texts[label] ?? ''))]);
  return columns(rows).map((line, index) => {
    const label = labels[index] ?? '';
    const isMet = status.live.cacheSeconds !== undefined && label !== 'Version';
    const differs = isMet && (rows[index]?.length ?? 0) > 2;
    return colors.bold(label) + (differs ? colors.red(line.slice(label.length)) : line.slice(label.length));
  });
}

/** One cell where all states agree; else one for each, in the order of the table above. */
function distinct(texts: readonly string[]): readonly string[] {
  return new Set(texts).size === 1 ? texts.slice(0, 1) : texts;
}

function settingTexts({ version, settings, cacheSeconds }: AuthorizerSide): Record<string, string> {
  const none = settings ? 'none' : 'unknown';
  return {
    Issuer: settings?.issuer ?? none,
    ...(settings?.jwksUrl && { 'JWKS URL': settings.jwksUrl }),
    Audience: settings?.audiences.join(', ') || (settings ? 'any' : none),
    Algorithms: settings?.algorithms.join(', ') ?? none,
    'Tenant claim': settings?.tenantClaim ?? none,
    'Required claims': settings?.requiredClaims.join(', ') || none,
    'Tenant keys': settings?.tenantKeys ? 'accepted' : 'not accepted',
    Cache: cacheSeconds === undefined ? '–' : cacheSeconds === 0 ? 'off' : `${cacheSeconds} s`,
    Code: settings?.code ?? none,
    Version: version === '$LATEST' ? 'latest' : version,
  };
}
