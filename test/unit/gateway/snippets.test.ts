import { describe, expect, it } from '@jest/globals';
import { askedOfClients } from '../../../src/gateway/client/client-credentials.js';
import { clientSnippet, snippetKinds } from '../../../src/gateway/client/snippets.js';
import { aStack } from '../../support/fakes/stacks.js';

const jwts = { EnableAuthorizer: 'true', AuthorizerIssuer: 'https://issuer.example.com' };
const keys = { EnableAuthorizer: 'true', AuthorizerTenantKeys: 'true', RequireApiKey: 'true' };

function snippet(kind: (typeof snippetKinds)[number], parameters: Record<string, string>): string {
  const stack = { ...aStack(), parameters };
  const target = { url: 'https://gateway.example.com/v1', region: 'eu-west-1', model: 'm' };
  return clientSnippet(kind, { ...target, ...askedOfClients(stack) });
}

describe('a client of a gateway that asks who is calling', () => {
  it.each([
    [jwts, '<JWT of https://issuer.example.com>'],
    [keys, '<tenant key>'],
    [{ ...jwts, ...keys }, '<tenant key or JWT of https://issuer.example.com>'],
    [{ ...jwts, AuthorizerCode: 'custom' }, '<token>'],
  ])('given %j, then its environment has the endpoint and names the token', (parameters, token) => {
    const lines = snippet('env', parameters).split('\n');
    expect(lines).toContain(`export AWS_ENDPOINT_URL_BEDROCK_RUNTIME='https://gateway.example.com/v1'`);
    expect(lines).toContain(`export AWS_BEARER_TOKEN_BEDROCK='${token}'`);
  });

  it.each(snippetKinds)(
    'given %s, then the token is all it needs: no key in a header, no credentials',
    (kind) => {
      const text = snippet(kind, keys);
      expect(text).toMatch(/AWS_BEARER_TOKEN_BEDROCK/);
      expect(text).not.toMatch(/x-api-key|UNSIGNED|accessKeyId|unused/);
    },
  );
});
