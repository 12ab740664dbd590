import { canonicalJson } from '../canonical-json.js';
import { objectIn, textIn } from './unknown-members.js';

type Members = Readonly<Record<string, unknown>>;

/** Members of an integration that decide what a request meets. Answers of a proxy integration are the function's, so they are left out. */
const integrationMembers = [
  'type',
  'httpMethod',
  'uri',
  'credentials',
  'connectionType',
  'connectionId',
  'passthroughBehavior',
  'responseTransferMode',
  'timeoutInMillis',
  'contentHandling',
  'requestParameters',
  'requestTemplates',
  'tlsConfig',
];

/** What API Gateway takes where an integration says nothing; an export leaves these out (LS). */
const integrationDefaults: Readonly<Record<string, string>> = {
  connectionType: 'INTERNET',
  passthroughBehavior: 'WHEN_NO_MATCH',
  responseTransferMode: 'BUFFERED',
  timeoutInMillis: '29000',
};

/** Members an export writes in lower case and GetResources in upper case (LS). */
const enumerations = ['type', 'passthroughBehavior', 'responseTransferMode', 'connectionType'];

/** An integration, as GetResources or an export has it. */
export function integrationSettings(integration: Members): Record<string, string> {
  const texts = settingsIn(integration, integrationMembers);
  const upper = enumerations.flatMap((name) => {
    const value = texts[name];
    return value === undefined ? [] : [[name, value.toUpperCase()] as const];
  });
  return { ...integrationDefaults, ...texts, ...Object.fromEntries(upper) };
}

const authorizerMembers = [
  'authorizerUri',
  'authorizerCredentials',
  'identitySource',
  'identityValidationExpression',
  'authorizerResultTtlInSeconds',
  'providerARNs',
];

/** An authorizer, as GetAuthorizers or an export has it. */
export function authorizerSettings(authorizer: Members): Record<string, string> {
  const type = textIn(authorizer['type']).toUpperCase();
  return { authorizerResultTtlInSeconds: '300', ...settingsIn(authorizer, authorizerMembers), type };
}

/** A gateway response, as GetGatewayResponses or an export has it: its parameters and templates one setting each. */
export function gatewayResponseSettings(response: Members): Record<string, string> {
  const templates = objectIn(response['responseTemplates']);
  return {
    ...settingsIn(response, ['statusCode']),
    ...prefixed('', objectIn(response['responseParameters'])),
    ...prefixed('template ', Object.keys(templates).length > 0 ? templates : defaultTemplates),
  };
}

/** What a gateway response says where nobody set a template (LS). */
const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' };

/** Settings of the API itself. @param policy as an object: one policy can be written in many ways */
export function apiSettings(api: {
  readonly policy: unknown;
  readonly binaryMediaTypes: readonly unknown[];
  readonly minimumCompressionSize: unknown;
  readonly apiKeySource: unknown;
}): Record<string, string> {
  return {
    'API key source': textIn(api.apiKeySource) || 'HEADER',
    'binary media types': api.binaryMediaTypes.map(textIn).sort().join(', ') || 'none',
    'minimum compression size': textIn(api.minimumCompressionSize) || 'none',
    policy: Object.keys(objectIn(api.policy)).length > 0 ? canonicalJson(api.policy) : 'none',
  };
}

function settingsIn(members: Members, names: readonly string[]): Record<string, string> {
  const present = names.flatMap((name) => {
    const value = members[name];
    const text = typeof value === 'object' ? canonicalJson(value) : textIn(value);
    return value === undefined || value === null || text === '' || text === '{}' ? [] : [[name, text]];
  });
  return Object.fromEntries(present) as Record<string, string>;
}

function prefixed(prefix: string, members: Members): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [`${prefix}${name}`, textIn(value)]),
  );
}
