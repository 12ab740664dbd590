import type { TokenSummary, TokenTrial } from '../gateway/authorizer/try-token.js';
import { colorsFor } from './colors.js';
import { moment } from './moment.js';
import { columns } from './table.js';

const verdicts: Readonly<Record<TokenTrial['authorizer']['verdict'], string>> = {
  allowed: 'lets it in',
  denied: 'denies it (403)',
  unauthorized: 'does not accept it (401)',
  failed: 'fails (500)',
};

/** `aigw authorizer test` for a person; why a token is refused is the failure that follows. */
export function renderTokenTrial(trial: TokenTrial): string {
  const colors = colorsFor(process.stdout);
  const { authorizer, request } = trial;
  const rows = [
    ...tokenRows(trial.token),
    ['Authorizer', `${verdicts[authorizer.verdict]}, ${authorizer.latency} ms`],
    [
      'Request',
      request
        ? `answered with ${request.status}${note(request.status)}`
        : 'not made: the gateway cannot be reached from here',
    ],
  ];
  const lines = columns(rows).map((line, index) => {
    const label = rows[index]?.[0] ?? '';
    return colors.bold(label) + line.slice(label.length);
  });
  return [...(trial.accepted ? [colors.green('✔ This token gets in.')] : []), ...lines].join('\n');
}

function tokenRows({ kind, ...token }: TokenSummary): string[][] {
  const kinds = { jwt: 'JWT', key: 'tenant key', unknown: 'of no known kind' };
  const signed = [token.algorithm, token.keyId && `key ${token.keyId}`].filter(Boolean).join(', ');
  return [
    ['Token', kinds[kind]],
    ...(token.tenant === undefined ? [] : [['Tenant', token.tenant]]),
    ...(token.issuer === undefined ? [] : [['Issuer', token.issuer]]),
    ...(token.audience === undefined ? [] : [['Audience', token.audience.join(', ')]]),
    ...(signed === '' ? [] : [['Signed', signed]]),
    ...(token.expiresAt === undefined ? [] : [['Expires', moment(token.expiresAt)]]),
  ];
}

/** The path of the trial is one that the forwarder knows nothing of, so that no model is asked. */
function note(status: number): string {
  if (status === 401 || status === 403) return '';
  return status >= 500
    ? ' (it passed the authorizer; what is behind it fails)'
    : ' (it passed the authorizer)';
}
