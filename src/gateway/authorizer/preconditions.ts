import { GatewayError } from '../errors.js';
import { describeParameters } from '../template/parameters.js';
import { validateParameters } from '../template/validate-parameters.js';
import type { AuthorizationChange } from './authorization-change.js';
import { settingsIn, acceptsSomebody, type AuthorizerSettings } from './authorizer-settings.js';
import type { Precondition } from './change-authorization.js';
import type { GatewayBefore } from './gateway-before.js';
import { checkIssuer, type ReadDocument } from './issuer-check.js';

/**
 * What has to hold before authorization is turned on: somebody gets in, nobody gets in unchecked, and the issuer is one.
 *
 * @param read absent: the issuer is not looked at, because only AWS can reach it
 */
export function beforeEnabling(change: AuthorizationChange, read: ReadDocument | undefined): Precondition {
  return async (before) => {
    const parameters = { ...before.stack.parameters, ...change.parameters };
    assertOptions(before, parameters);
    const settings = settingsOf(parameters);
    if (!acceptsSomebody(settings)) throw nobodyGetsIn();
    assertKeysAreChecked(before, settings, parameters);
    const { issuer, ...others } = settings;
    if (read && issuer !== undefined && settings.code === 'bundled')
      await checkIssuer(read, { issuer, ...others });
  };
}

/** Turned off, a public endpoint would let the whole internet use the models. @throws GatewayError `usage` */
export function beforeDisabling({ gateway, stack }: GatewayBefore): void {
  const { EndpointType = gateway.endpointType } = stack.parameters;
  if (EndpointType === 'PRIVATE' && gateway.endpointType === 'PRIVATE') return;
  throw new GatewayError(
    'usage',
    `Authorization stays on: the endpoint of ${stack.name} is ${gateway.endpointType}.`,
    {
      reason: 'Without it whoever finds the endpoint could use the models at your cost. Nothing was changed.',
      next: ['Make the endpoint private first: aigw deploy --endpoint-type PRIVATE'],
    },
  );
}

/** How `aigw authorizer enable` names what the template calls otherwise. */
const flags: Readonly<Record<string, string>> = {
  AuthorizerIssuer: '--issuer URL',
  AuthorizerJwksUrl: '--jwks-url URL',
  AuthorizerAudience: '--audience NAME',
  AuthorizerAlgorithms: '--algorithms RS256,ES256',
  AuthorizerTenantClaim: '--tenant-claim NAME',
  AuthorizerRequiredClaims: '--required-claim Name=Value',
  AuthorizerTenantKeys: '--tenant-keys',
  AuthorizerCacheSeconds: '--ttl SECONDS',
};

/** The rules of the template, in the words of this command. @throws GatewayError `usage` */
function assertOptions({ template }: GatewayBefore, parameters: Readonly<Record<string, string>>): void {
  const problems = validateParameters(describeParameters(template), parameters).filter(
    ({ parameter }) => parameter in flags,
  );
  if (problems.length === 0) return;
  const named = problems.map(({ parameter, message }) => `${flagName(parameter)} ${message}.`);
  throw new GatewayError('usage', 'The authorizer cannot be set like this.', {
    reason: [...named, 'Nothing was changed.'].join('\n  '),
    next: [...new Set(problems.map(({ parameter }) => flags[parameter] ?? parameter))],
  });
}

function flagName(parameter: string): string {
  return flags[parameter]?.split(' ', 1)[0] ?? parameter;
}

/** What the function would be told, from the parameters that tell it. */
function settingsOf(parameters: Readonly<Record<string, string>>): AuthorizerSettings {
  return settingsIn({
    ISSUER: parameters['AuthorizerIssuer'],
    JWKS_URL: parameters['AuthorizerJwksUrl'],
    AUDIENCE: parameters['AuthorizerAudience'],
    ALGORITHMS: parameters['AuthorizerAlgorithms'],
    TENANT_CLAIM: parameters['AuthorizerTenantClaim'],
    REQUIRED_CLAIMS: parameters['AuthorizerRequiredClaims'],
    TENANT_KEYS: parameters['AuthorizerTenantKeys'],
    CODE: parameters['AuthorizerCode'],
  });
}

/**
 * The authorizer lets every text pass that has the form of a tenant key. Where it runs its latest code for every deployment, it does so from
 * the stack update on, while the snapshot that is live may not ask API Gateway to check keys yet.
 */
function assertKeysAreChecked(
  { protections, stack }: GatewayBefore,
  { tenantKeys }: AuthorizerSettings,
  parameters: Readonly<Record<string, string>>,
): void {
  if (!tenantKeys || parameters['AuthorizerByVersion'] !== 'false') return;
  if (protections.every(({ apiKeyRequired }) => apiKeyRequired)) return;
  throw new GatewayError('conflict', `What is live on ${stack.name} does not ask for API keys yet.`, {
    reason:
      'With AuthorizerByVersion=false the authorizer would accept tenant keys before API Gateway checks them. Nothing was changed.',
    next: ['Ask for keys first: aigw deploy --require-api-key', 'Then: aigw authorizer enable --tenant-keys'],
  });
}

function nobodyGetsIn(): GatewayError {
  return new GatewayError('usage', 'Nobody would get in.', {
    reason: 'The authorizer knows no issuer of tokens and accepts no tenant keys. Nothing was changed.',
    next: [
      '--issuer URL --audience NAME for JWTs (or --cognito-user-pool ID)',
      '--tenant-keys for the keys of aigw tenant add',
      '--code FILE for an authorizer of your own (aigw authorizer init)',
    ],
  });
}
