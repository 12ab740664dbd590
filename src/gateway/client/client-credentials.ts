import type { Stack } from '../stack/stack-service.js';

/** What a gateway asks of its clients, as its stack is set. */
export interface ClientCredentials {
  /** A token in `Authorization: Bearer`. */
  readonly bearer: boolean;
  /** A key in `x-api-key`; with an authorizer the token names the key instead. */
  readonly apiKey: boolean;
}

/** Reads from the stack's parameters what clients have to send. */
export function askedOfClients({ parameters }: Stack): ClientCredentials {
  const bearer = parameters['EnableAuthorizer'] === 'true';
  return { bearer, apiKey: parameters['RequireApiKey'] === 'true' && !bearer };
}

/** What answers where nothing else was set. */
const fallbackModel = 'amazon.nova-lite-v1:0';

/** The model a client asks when it names none. */
export function defaultModel({ parameters }: Stack): string {
  return parameters['DefaultModelId'] ?? fallbackModel;
}
