/** Value of every parameter, given or default. */
export type ParameterValues = (name: string) => string;

/** Circumstances that a template cannot know. */
export interface ParameterContext {
  readonly region?: string;
}

/** Something that holds between parameters. */
export interface ParameterRule {
  /** The parameter that an operator would change. */
  readonly parameter: string;
  readonly isBroken: (value: ParameterValues, context: ParameterContext) => boolean;
  readonly message: string;
}

const isPublic = (value: ParameterValues) => value('EndpointType') !== 'PRIVATE';

/**
 * The template's Rules and more: what would have no effect, and what a rule in a template cannot express. A test holds
 * the two together.
 */
export const parameterRules: readonly ParameterRule[] = [
  {
    parameter: 'EnableAuthorizer',
    isBroken: (value) => isPublic(value) && value('EnableAuthorizer') !== 'true',
    message: 'must be true when EndpointType is REGIONAL or EDGE: anybody could use the models at your cost',
  },
  {
    parameter: 'AuthorizerTenantKeys',
    isBroken: (value) => value('AuthorizerTenantKeys') === 'true' && value('RequireApiKey') !== 'true',
    message: 'needs RequireApiKey: the authorizer sees only the form of a key, API Gateway checks it',
  },
  ...['AuthorizerJwksUrl', 'AuthorizerAudience', 'AuthorizerRequiredClaims'].map((parameter) =>
    uselessWithout(parameter, 'AuthorizerIssuer'),
  ),
  {
    parameter: 'AuthorizerAudience',
    isBroken: (value) =>
      value('AuthorizerIssuer') !== '' &&
      value('AuthorizerAudience') === '' &&
      value('AuthorizerRequiredClaims') === '',
    message:
      'is needed with AuthorizerIssuer, or AuthorizerRequiredClaims: what it issued for other applications would open this one',
  },
  {
    parameter: 'CustomDomain',
    isBroken: (value) =>
      value('CustomDomain') !== '' && value('HostedZoneId') === '' && value('CertificateArn') === '',
    message: 'needs HostedZoneId, CertificateArn or both',
  },
  ...['HostedZoneId', 'CertificateArn'].map((parameter) => uselessWithout(parameter, 'CustomDomain')),
  {
    parameter: 'CertificateArn',
    isBroken: (value, { region = 'us-east-1' }) =>
      value('EndpointType') === 'EDGE' &&
      value('CustomDomain') !== '' &&
      edgeCertificateRegion(value, region) !== 'us-east-1',
    message: 'must name a certificate in us-east-1 when EndpointType is EDGE',
  },
  {
    parameter: 'ExistingSubnetIds',
    isBroken: (value) => value('ExistingVpcId') !== '' && value('ExistingSubnetIds') === '',
    message: 'is needed with ExistingVpcId',
  },
  {
    parameter: 'ClientCidr',
    isBroken: (value) =>
      !isPublic(value) &&
      value('ExistingVpcId') !== '' &&
      value('ClientCidr') === '' &&
      value('ExistingVpcEndpointId') === '',
    message:
      'is needed with ExistingVpcId: the addresses that may reach the new endpoint (or give ExistingVpcEndpointId)',
  },
  ...['ExistingSubnetIds', 'ExistingVpcEndpointId'].map((parameter) =>
    uselessWithout(parameter, 'ExistingVpcId'),
  ),
  ...['VpcCidr', 'ClientCidr'].map((parameter) => ({
    parameter,
    isBroken: (value: ParameterValues) => value(parameter) !== '' && !hasAddress(value(parameter)),
    message: 'must hold an address of four numbers from 0 to 255',
  })),
  {
    parameter: 'DefaultModelId',
    isBroken: (value) => !isAllowedModel(value),
    message: 'must be a model that AllowedModels or AllowedModelArns allows',
  },
  {
    parameter: 'AlarmTopicArn',
    isBroken: (value) => value('AlarmTopicArn') !== '' && value('EnableAlarms') !== 'true',
    message: 'has no use without EnableAlarms',
  },
];

function uselessWithout(parameter: string, other: string): ParameterRule {
  return {
    parameter,
    isBroken: (value) => value(parameter) !== '' && value(other) === '',
    message: `has no use without ${other}`,
  };
}

/** An edge certificate is one of us-east-1; one that the stack makes lies in the stack's region (DG/how-to-edge-optimized-custom-domain-name). */
function edgeCertificateRegion(value: ParameterValues, region: string): string {
  return value('CertificateArn') === '' ? region : (value('CertificateArn').split(':')[3] ?? '');
}

function hasAddress(cidr: string): boolean {
  return (cidr.split('/')[0] ?? '').split('.').every((number) => Number(number) <= 255);
}

function isAllowedModel(value: ParameterValues): boolean {
  const patterns = [value('AllowedModels'), value('AllowedModelArns')].join(',').split(',').filter(Boolean);
  const names = namesOfModel(value('DefaultModelId'));
  return patterns.some((pattern) => names.some((name) => matchesWildcards(name, pattern)));
}

/** The ARN of a foundation model or of an inference profile names the same as the ID at its end, to the forwarder too. */
function namesOfModel(id: string): string[] {
  const last = /:(?:foundation-model|inference-profile)\/([^/]+)$/.exec(id)?.[1];
  return last === undefined ? [id] : [id, last];
}

function matchesWildcards(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
