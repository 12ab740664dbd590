import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { BedrockClient, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { LOCAL_CREDENTIALS, startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { takingTokens, tenantCredentials, tokenFor } from '../support/tenant-credentials.js';

const run = promisify(execFile);
const application = join(import.meta.dirname, '../support/unmodified-client.mjs');
const modelId = 'amazon.nova-lite-v1:0';
const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }];

let local: RunningTestAws;
let gateway: DeployedGateway;
let credentials: { readonly key: string; readonly jwt: string };
beforeAll(async () => {
  local = await startTestAws();
  gateway = await deployedGateway(local, takingTokens(local));
  credentials = await tenantCredentials(local, gateway, 'acme');
}, 60_000);
afterAll(() => local.aws.stop());

/** What a person sets who moves an application to the gateway, and nothing else. */
async function answersOf(token: string): Promise<unknown[]> {
  const env = {
    PATH: process.env['PATH'],
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: gateway.url,
    AWS_BEARER_TOKEN_BEDROCK: token,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { stdout } = await run(process.execPath, [application], { env });
  return JSON.parse(stdout) as unknown[];
}

describe('an unmodified JS application with an endpoint and a token in its environment', () => {
  it.each(['jwt', 'key'] as const)(
    'given a %s, then every operation answers, streaming included',
    async (kind) => {
      const answers = await answersOf(credentials[kind]);
      expect(answers).toHaveLength(4);
      for (const answer of answers) expect(answer).toMatch(/local model.*“hello”/);
    },
  );

  it.each([
    ['nonsense', () => Promise.resolve('nonsense'), 401],
    [
      'a key nobody made',
      () => Promise.resolve(credentials.key.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
      401,
    ],
    ['a JWT of a tenant without an API key', () => tokenFor(local, 'stranger'), 403],
  ])('given %s, then the SDK raises what it raises for Bedrock', async (_, token, status) => {
    expect(await answersOf(await token())).toEqual([{ name: 'AccessDeniedException', status }]);
  });
});

/** As the published sample makes its clients: nothing is signed, the service is named in a header, the token stands in Authorization. */
function factory<Client extends BedrockClient | BedrockRuntimeClient | BedrockAgentRuntimeClient>(
  Client: new (config: BedrockRuntimeClientConfig) => Client,
  prefix: string,
  config: BedrockRuntimeClientConfig = {},
): Client {
  const client = new Client({
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: LOCAL_CREDENTIALS,
    signer: { sign: (request: object) => Promise.resolve(request) } as BedrockRuntimeClientConfig['signer'],
    ...config,
  });
  // The services' stacks differ in the types of their commands only.
  (client.middlewareStack as BedrockRuntimeClient['middlewareStack']).add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['aws-endpoint-prefix'] = prefix;
      headers['authorization'] = `Bearer ${credentials.jwt}`;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'factory' },
  );
  return client;
}

describe.each([
  ['HTTP/2', {}],
  ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
])('the published client factory over %s', (_, config) => {
  it('given bedrock-runtime, then it answers, streaming included', async () => {
    const client = factory(BedrockRuntimeClient, 'bedrock-runtime', config);
    const { output } = await client.send(new ConverseCommand({ modelId, messages }));
    expect(output?.message?.content?.[0]?.text).toMatch(/“hello”/);
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
    let text = '';
    for await (const event of stream ?? []) text += event.contentBlockDelta?.delta?.text ?? '';
    expect(text).toBe(output?.message?.content?.[0]?.text);
    client.destroy();
  });
});

describe('the published client factory', () => {
  it('given bedrock and bedrock-agent-runtime, then both answer', async () => {
    const bedrock = factory(BedrockClient, 'bedrock');
    const { modelSummaries } = await bedrock.send(new ListFoundationModelsCommand({}));
    expect(modelSummaries).not.toHaveLength(0);
    const agents = factory(BedrockAgentRuntimeClient, 'bedrock-agent-runtime');
    const query = { knowledgeBaseId: 'KB12345678', retrievalQuery: { text: 'canary' } };
    expect((await agents.send(new RetrieveCommand(query))).retrievalResults).not.toHaveLength(0);
    for (const client of [bedrock, agents]) client.destroy();
  });
});
