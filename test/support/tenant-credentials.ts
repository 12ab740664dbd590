import { APIGateway } from '@aws-sdk/client-api-gateway';
import { derivedKey, makeTenantKey } from '../../src/gateway/tenant/tenant-key.js';
import type { DeployedGateway } from './deployed-gateway.js';
import type { RunningTestAws } from './local-aws.js';
import { issueToken } from './local-token.js';

export const audience = 'ai-gateway';

/** Parameters of a gateway that takes JWTs of the local issuer and tenant keys. */
export function takingTokens({ url }: RunningTestAws) {
  return {
    EnableAuthorizer: 'true',
    RequireApiKey: 'true',
    AuthorizerIssuer: `${url}/_aws/aigw/issuer`,
    AuthorizerAudience: audience,
    AuthorizerTenantKeys: 'true',
  };
}

/** A JWT and a key of a tenant, both of which the gateway knows. */
export async function tenantCredentials(local: RunningTestAws, gateway: DeployedGateway, tenant: string) {
  const { stacks, secrets } = gateway.connection;
  const stack = await stacks.describe(gateway.stackName);
  const arn = stack?.outputs.find(({ key }) => key === 'TenantKeySecretArn')?.value ?? '';
  const key = makeTenantKey();
  await admit(local, gateway, [key, derivedKey((await secrets.value(arn)) ?? '', tenant)]);
  return { key, jwt: await tokenFor(local, tenant) };
}

export async function tokenFor(local: RunningTestAws, tenant: string): Promise<string> {
  return (await issueToken(local.url, { claims: { sub: tenant, aud: audience } })).token;
}

async function admit(local: RunningTestAws, { gateway }: DeployedGateway, values: readonly string[]) {
  const api = new APIGateway(local.client);
  const apiStages = [{ apiId: gateway.apiId, stage: gateway.stageName }];
  const { id: usagePlanId } = await api.createUsagePlan({ name: 'plan', apiStages });
  for (const value of values) {
    const { id: keyId } = await api.createApiKey({ name: 'tenant', value, enabled: true });
    await api.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' });
  }
  api.destroy();
}
