import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { readStage } from '../release/stage-target.js';
import { gatewayParts } from '../stack/gateway-outputs.js';
import { reachableUrl } from '../stack/reachable-url.js';
import { existingStack } from '../stack/status.js';
import { askAuthorizer, authorizerTarget, type TrialResult } from './authorizer-target.js';
import type { AuthorizerSettings } from './authorizer-settings.js';
import type { StatusServices } from './authorizer-status.js';
import { tokenProblems } from './explain-token.js';
import type { GatewayProbe } from './gateway-probe.js';
import { checkIssuer, type ReadDocument } from './issuer-check.js';
import { readToken, secondsIn, textIn, type ReadToken } from './read-token.js';

export interface TokenTools extends StatusServices {
  readonly probe: GatewayProbe;
  readonly read: ReadDocument;
  readonly clock: Clock;
  readonly endpoint: string | undefined;
}

/** What becomes of a token. The token itself is nowhere in it. */
export interface TokenTrial {
  readonly accepted: boolean;
  /** What the token says of itself. */
  readonly token: TokenSummary;
  /** Why it is refused, or would be: all that can be told without the keys of the issuer. */
  readonly reasons: readonly string[];
  /** What the authorizer said that the live version of the gateway asks. */
  readonly authorizer: Pick<TrialResult, 'verdict' | 'latency'> & { readonly tenant?: string };
  /** A request with the token, where the gateway can be reached from here. */
  readonly request?: { readonly status: number };
}

export interface TokenSummary {
  readonly kind: ReadToken['kind'];
  readonly issuer?: string;
  readonly audience?: readonly string[];
  readonly tenant?: string;
  readonly algorithm?: string;
  readonly keyId?: string;
  readonly expiresAt?: Date;
}

/**
 * Tries a token: what it says and what is wrong with it, what the authorizer that serves now says of it, and what a request with it is
 * answered.
 *
 * @throws GatewayError `not-found` where there is no gateway
 */
export async function tryToken(tools: TokenTools, stackName: string, token: string): Promise<TokenTrial> {
  const stack = await existingStack(tools, stackName);
  const gateway = gatewayParts(stack);
  const stage = await readStage(tools.apis, gateway);
  const target = await authorizerTarget(tools.apis, stack, { ...stage, canary: undefined });
  const headers = { Authorization: `Bearer ${token}` };
  const url = `${reachableUrl(gateway, tools.endpoint)}/aigw-authorization-check`;
  const [settings, answer, status] = await Promise.all([
    liveSettings(tools, gateway.authorizerFunction, stage.variables['authorizer']),
    askAuthorizer(tools.authorizers, target, headers),
    tools.probe.status({ method: 'GET', url, headers }),
  ]);
  const read = readToken(token);
  const problems = tokenProblems(read, settings, tools.clock.now(), await keyIds(tools.read, settings));
  const { verdict, latency, principalId } = answer;
  const refusedByGateway = status === 401 || status === 403;
  return {
    accepted: verdict === 'allowed' && !refusedByGateway,
    token: summaryOf(read, settings),
    reasons: [...problems, ...furtherReasons(answer, refusedByGateway, problems)],
    authorizer: { verdict, latency, ...(principalId && { tenant: principalId }) },
    ...(status !== undefined && { request: { status } }),
  };
}

async function liveSettings(
  { authorizers }: TokenTools,
  functionName: string,
  version = '$LATEST',
): Promise<AuthorizerSettings> {
  const settings = await authorizers.settings(functionName, version);
  if (settings) return settings;
  throw new GatewayError('not-found', `Function ${functionName} has no version ${version}.`, {
    reason: 'The stage names it; nobody gets in.',
    next: ['aigw deploy'],
  });
}

/** Ids of the issuer's keys, where all of this can be known from here: the explanation does without. */
async function keyIds(read: ReadDocument, { issuer, ...settings }: AuthorizerSettings) {
  if (issuer === undefined) return undefined;
  try {
    const { keys } = await checkIssuer(read, { issuer, ...settings });
    return keys.every(({ keyId }) => keyId !== undefined) ? keys.map(({ keyId }) => keyId ?? '') : undefined;
  } catch {
    return undefined;
  }
}

/** What is left to say where the token itself looks right, or the authorizer is in trouble. */
function furtherReasons(
  { verdict }: TrialResult,
  refusedByGateway: boolean,
  problems: readonly string[],
): string[] {
  if (verdict === 'failed') {
    return ['the authorizer crashed or could not load the keys of the issuer (aigw logs tail)'];
  }
  if (verdict === 'allowed') {
    return refusedByGateway
      ? [
          'the authorizer lets it in, but API Gateway does not: it knows no API key for this tenant, or not yet',
        ]
      : [];
  }
  return problems.length === 0 ? ['nothing is wrong with what it says: its signature or key is'] : [];
}

function summaryOf(read: ReadToken, settings: AuthorizerSettings): TokenSummary {
  if (read.kind !== 'jwt') return { kind: read.kind };
  const { header, claims } = read;
  const [issuer, tenant] = [textIn(claims, 'iss'), textIn(claims, settings.tenantClaim)];
  const [algorithm, keyId] = [textIn(header, 'alg'), textIn(header, 'kid')];
  const expires = secondsIn(claims, 'exp');
  return {
    kind: 'jwt',
    ...(issuer !== undefined && { issuer }),
    ...(claims['aud'] !== undefined && { audience: [claims['aud']].flat().map(String) }),
    ...(tenant !== undefined && { tenant }),
    ...(algorithm !== undefined && { algorithm }),
    ...(keyId !== undefined && { keyId }),
    ...(expires !== undefined && Math.abs(expires) < 8.64e12 && { expiresAt: new Date(expires * 1_000) }),
  };
}
