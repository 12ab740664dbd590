import type { Stack } from '../stack/stack-service.js';

/** What a gateway asks of its clients, as its stack is set. */
export interface ClientCredentials {
  /** A token in `Authorization: Bearer`. */
  readonly bearer: boolean;
  /** What such a token may be, in words. */
  readonly tokens: string;
  /** A key in `x-api-key`; with an authorizer the token names the key instead. */
  readonly apiKey: boolean;
}

/** Reads from the stack's parameters what clients have to send. */
export function askedOfClients({ parameters }: Stack): ClientCredentials {
  const bearer = parameters['EnableAuthorizer'] === 'true';
  return { bearer, tokens: tokensOf(parameters), apiKey: parameters['RequireApiKey'] === 'true' && !bearer };
}

/** Code of the operator's own may take any token. */
function tokensOf(parameters: Stack['parameters']): string {
  if (parameters['AuthorizerCode'] === 'custom') return 'token';
  const kinds = [
    ...(parameters['AuthorizerTenantKeys'] === 'true' ? ['tenant key'] : []),
    ...(parameters['AuthorizerIssuer'] ? [`JWT of ${parameters['AuthorizerIssuer']}`] : []),
  ];
  return kinds.join(' or ') || 'token';
}

/** What answers where nothing else was set. */
const fallbackModel = 'amazon.nova-lite-v1:0';

/** The model a client asks when it names none. */
export function defaultModel({ parameters }: Stack): string {
  return parameters['DefaultModelId'] ?? fallbackModel;
}
