import { createHash, createHmac } from 'node:crypto';
import type { AuthorizerHandler, AuthorizerRequest, AuthorizerResult } from './authorizer.js';

/**
 * Who may call: the tenant of each token, by the SHA-256 of the token, so that no token stands here. A new one:
 *
 *   token=$(openssl rand -hex 32); printf %s "$token" | sha256sum
 */
const TENANTS: ReadonlyMap<string, string> = new Map([
  // ['<sha256 of the token, in hexadecimal>', 'acme'],
]);

export const handler: AuthorizerHandler = async (request) => {
  const token = bearerToken(request);
  const tenant = token && TENANTS.get(createHash('sha256').update(token).digest('hex'));
  // Exactly this message is a 401.
  if (!tenant) throw new Error('Unauthorized');
  return allowStage(request.methodArn, tenant);
};

function bearerToken({ headers }: AuthorizerRequest): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}

/** Allows the whole stage: the policy is kept for the token, and a request for another path is judged by it. */
function allowStage(methodArn: string, tenant: string): AuthorizerResult {
  const [api, stage] = methodArn.split('/');
  return {
    principalId: tenant,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${api}/${stage}/*` }],
    },
    context: { tenant, method: 'custom' },
    ...usageKey(tenant),
  };
}

/** The API key that counts the requests of a tenant which has none to send, as for tenants with JWTs; quotas hold by it. */
function usageKey(tenant: string): { usageIdentifierKey?: string } {
  const secret = process.env['TENANT_KEY_SECRET'];
  if (!secret) return {};
  const digest = createHmac('sha256', secret).update(`tenant:${tenant}`).digest('hex');
  return { usageIdentifierKey: `jwt${digest}` };
}
