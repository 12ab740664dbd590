import type { Stack } from '../stack/stack-service.js';
import type { TenantAuth } from './tenant.js';

/** What of the gateway's settings keeps keys from doing what an operator expects of them. */
export function keyWarnings({ parameters }: Stack, auth: TenantAuth): string[] {
  const authorizer = parameters['EnableAuthorizer'] === 'true';
  const [asks, takesKeys] = [parameters['RequireApiKey'] === 'true', parameters['AuthorizerTenantKeys']];
  return [
    ...(!asks && !authorizer
      ? [
          'This gateway asks nobody for a key, so that keys open and limit nothing: aigw deploy --require-api-key',
        ]
      : []),
    ...(authorizer && takesKeys === 'false' && auth !== 'jwt'
      ? ['The authorizer of this gateway takes no tenant keys: aigw authorizer enable --tenant-keys']
      : []),
    ...(!authorizer && auth !== 'key'
      ? ['The authorizer is off, and without it nobody can come with a JWT: aigw authorizer enable']
      : []),
  ];
}
