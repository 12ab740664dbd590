import type { ChalkInstance } from 'chalk';
import type { Explanation } from '../gateway/log-analysis/explain-request.js';
import type { FailurePlace } from '../gateway/log-analysis/failure-rule.js';
import { colorsFor } from './colors.js';
import { localTime } from './local-time.js';
import { bar } from './plot.js';
import { sanitized, singleLine } from './sanitize.js';
import { columns } from './table.js';
import { readingWidth, wrapped } from './wrap.js';

/** `aigw logs explain` for a person: the verdict first, then who, what and where the time went, the lines last. */
export function renderExplanation(explanation: Explanation, allLines: boolean): string {
  const colors = colorsFor(process.stdout);
  const width = readingWidth(process.stdout);
  return [
    headline(explanation, colors),
    ...verdictLines(explanation, colors, width),
    '',
    ...factLines(explanation, colors, width),
    ...phaseLines(explanation, colors, width),
    '',
    ...logLines(explanation, colors, allLines),
  ].join('\n');
}

/** Places as a person would say them. */
const places: Readonly<Record<FailurePlace, string>> = {
  waf: 'at the web application firewall',
  size: 'at the door of API Gateway',
  route: 'at the routes of API Gateway',
  'resource-policy': 'at the resource policy',
  'no-token': 'before the authorizer',
  'bad-token': 'at the authorizer',
  authorizer: 'in the authorizer',
  'api-key': 'at the API key',
  throttle: 'at the rate limit',
  quota: 'at the quota',
  function: 'in Lambda',
  unreleased: 'at a gateway without a release',
  'time-out': 'at the time limit',
  client: 'at the client',
  forwarder: 'at the forwarder',
  network: 'between forwarder and Bedrock',
  bedrock: 'at Bedrock',
};

function headline({ verdict, what, time, others }: Explanation, colors: ChalkInstance): string {
  const status = what.status === undefined ? '' : ` (${what.status})`;
  const shown = {
    answered: () => colors.green.bold(`✔ Answered${status}`),
    failed: () => colors.red.bold(`✖ Failed${verdict.place ? ` ${places[verdict.place]}` : ''}${status}`),
    unknown: () => colors.yellow.bold('? Unknown'),
  }[verdict.outcome]();
  const more =
    others > 0 ? `\n${colors.yellow(`! ${others} other requests carry this id; this is the newest.`)}` : '';
  return `${shown}  ${colors.dim(localTime(time))}${more}`;
}

function verdictLines({ verdict }: Explanation, colors: ChalkInstance, width: number): string[] {
  if (verdict.outcome === 'answered' && verdict.why === undefined) return [];
  const text = singleLine([verdict.what, verdict.why ?? ''].join(' '));
  const steps = verdict.next.flatMap((step) =>
    wrapped(singleLine(step), width, '    ').map((line, index) =>
      index === 0 ? `  ${colors.cyan('→')} ${line.trimStart()}` : line,
    ),
  );
  return [...wrapped(text, width, '  '), ...steps];
}

function factLines({ ids, who, what, release }: Explanation, colors: ChalkInstance, width: number): string[] {
  const tokens =
    what.inputTokens === undefined && what.outputTokens === undefined
      ? []
      : [`${what.inputTokens ?? 0} tokens in, ${what.outputTokens ?? 0} out`];
  const bytes = what.bytesOut === undefined ? [] : [`${what.bytesIn ?? 0} bytes in, ${what.bytesOut} out`];
  const rows: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    [
      'Who',
      [
        who.tenant && `tenant ${who.tenant}`,
        who.method && `by ${who.method}`,
        who.apiKeyId && `API key ${who.apiKeyId}`,
      ],
    ],
    ['From', [who.sourceIp, who.vpcEndpoint && `through ${who.vpcEndpoint}`]],
    ['What', [[what.httpMethod, what.path].filter(Boolean).join(' ') || undefined]],
    ['Model', [what.operation, what.model, ...tokens]],
    ['Size', bytes],
    [
      'Release',
      [
        release.deploymentId && `deployment ${release.deploymentId}`,
        release.functionVersion && `forwarder ${release.functionVersion}`,
        release.canary === undefined ? undefined : release.canary ? 'canary' : 'not the canary',
      ],
    ],
    [
      'Ids',
      [
        ids.request,
        ids.extended,
        ids.lambda && `Lambda ${ids.lambda}`,
        ids.upstream && `Bedrock ${ids.upstream}`,
      ],
    ],
  ];
  return rows.flatMap(([label, parts]) => {
    const known = parts.filter((part) => part !== undefined && part !== '');
    if (known.length === 0) return [];
    const [first = '', ...rest] = wrapped(singleLine(known.join(', ')), width, ' '.repeat(11));
    return [`  ${colors.bold(label.padEnd(8))} ${first.trimStart()}`, ...rest];
  });
}

function phaseLines({ phases, latencyMs }: Explanation, colors: ChalkInstance, width: number): string[] {
  const total = phases.reduce((sum, { ms }) => sum + ms, 0);
  if (total === 0) return [];
  const room = Math.max(8, Math.min(40, width - 36));
  const lines = phases.map(({ name, ms }) => {
    const share = ms / total;
    return `${' '.repeat(11)}${name.padEnd(14)}${milliseconds(ms).padStart(9)}  ${colors.cyan(bar(share, room) || '▏')}`;
  });
  return [`  ${colors.bold('Time'.padEnd(8))} ${milliseconds(latencyMs ?? total)}`, ...lines];
}

function milliseconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Lines shown without being asked for all of them. */
const shortList = 6;

function logLines({ lines }: Explanation, colors: ChalkInstance, all: boolean): string[] {
  if (all)
    return lines.map(
      ({ source, time, message }) =>
        `${colors.dim(`${localTime(time)} ${source}`)} ${sanitized(message.trimEnd())}`,
    );
  const room = Math.max(40, process.stdout.columns || 120) - 2;
  const chosen = lines.slice(-shortList);
  const rows = columns(
    chosen.map(({ source, message }) => [source, singleLine(message.trim())]),
    '  ',
  );
  const more = lines.length - chosen.length;
  const rest = more > 0 ? [colors.dim(`  and ${more} lines before them: --lines shows all, whole`)] : [];
  return [
    ...rows.map((line) => colors.dim(line.length > room ? `${line.slice(0, room - 1)}…` : line)),
    ...rest,
  ];
}
