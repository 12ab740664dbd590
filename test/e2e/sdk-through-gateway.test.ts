import {
  BedrockClient,
  GetFoundationModelCommand,
  ListFoundationModelsCommand,
} from '@aws-sdk/client-bedrock';
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { LOCAL_CREDENTIALS, startTestAws, type RunningTestAws } from '../support/local-aws.js';

const NOVA = 'amazon.nova-lite-v1:0';

let local: RunningTestAws;
let gatewayUrl: string;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  local = await startTestAws();
  await aigw(['deploy', '--yes'], { endpoint: local.url });
  const status = resultOf<{ reachableUrl: string }>(
    await aigw(['status', '--json'], { endpoint: local.url }),
  );
  gatewayUrl = status.reachableUrl;
}, 60_000);

afterAll(async () => {
  for (const client of clients) client.destroy();
  await local.aws.stop();
});

/** Over HTTP/2, which is the SDK's default, and over HTTP/1.1. */
const TRANSPORTS: [string, () => BedrockRuntimeClientConfig][] = [
  ['HTTP/2', () => ({})],
  ['HTTP/1.1', () => ({ requestHandler: new NodeHttpHandler() })],
];

function client(endpoint: string, config: BedrockRuntimeClientConfig): BedrockRuntimeClient {
  return remembered(new BedrockRuntimeClient({ ...access(endpoint), ...config }));
}

function access(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS };
}

function remembered<Client extends { destroy(): void }>(made: Client): Client {
  clients.push(made);
  return made;
}

function prompt(text: string, modelId = NOVA) {
  return { modelId, messages: [{ role: 'user' as const, content: [{ text }] }] };
}

const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] });
const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0';

/** What is compared: the answer without what differs from call to call. */
const OPERATIONS: [string, (client: BedrockRuntimeClient) => Promise<unknown>][] = [
  ['Converse', async (sdk) => pick(await sdk.send(new ConverseCommand(prompt('hello'))))],
  [
    'Converse with an ARN',
    async (sdk) => pick(await sdk.send(new ConverseCommand(prompt('hello', PROFILE)))),
  ],
  [
    'Converse with 3 MB',
    async (sdk) => pick(await sdk.send(new ConverseCommand(prompt('x'.repeat(3_000_000))))),
  ],
  [
    'ConverseStream',
    async (sdk) => events((await sdk.send(new ConverseStreamCommand(prompt('hello')))).stream),
  ],
  [
    'ConverseStream of 10,000 chunks',
    async (sdk) => events((await sdk.send(new ConverseStreamCommand(prompt('[[chunks 10000]]')))).stream),
  ],
  [
    'InvokeModelWithResponseStream of 10,000 chunks',
    async (sdk) => {
      const question = { messages: [{ role: 'user', content: [{ text: '[[chunks 10000]]' }] }] };
      const input = { modelId: NOVA, body: JSON.stringify(question), contentType: 'application/json' };
      return events((await sdk.send(new InvokeModelWithResponseStreamCommand(input))).body);
    },
  ],
  [
    'InvokeModel',
    async (sdk) => {
      const answer = await sdk.send(
        new InvokeModelCommand({ modelId: NOVA, body, contentType: 'application/json' }),
      );
      return answer.body.transformToString();
    },
  ],
  [
    'InvokeModelWithResponseStream',
    async (sdk) => {
      const command = new InvokeModelWithResponseStreamCommand({
        modelId: NOVA,
        body,
        contentType: 'application/json',
      });
      return events((await sdk.send(command)).body);
    },
  ],
  [
    'CountTokens',
    async (sdk) => {
      const { messages } = prompt('hello');
      const answer = await sdk.send(
        new CountTokensCommand({ modelId: NOVA, input: { converse: { messages } } }),
      );
      return answer.inputTokens;
    },
  ],
  [
    'ApplyGuardrail',
    async (sdk) => {
      const content = [{ text: { text: 'hello' } }];
      const input = {
        guardrailIdentifier: 'gr12345678',
        guardrailVersion: '1',
        source: 'INPUT' as const,
        content,
      };
      return pick(await sdk.send(new ApplyGuardrailCommand(input)));
    },
  ],
];

function pick(answer: object): unknown {
  return withoutTimes({ ...answer, $metadata: undefined });
}

async function events(stream: AsyncIterable<unknown> | undefined): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of stream ?? []) all.push(withoutTimes(event));
  return all;
}

/** Latencies differ from call to call; bytes are compared as text. */
function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value, (name, member: unknown) => {
    if (/latency/i.test(name)) return undefined;
    return member instanceof Uint8Array ? Buffer.from(member).toString('utf8') : member;
  });
  return JSON.parse(text.replace(/\\"(?:invocationL|firstByteL|l)atency\w*\\":\d+,?/g, '')) as unknown;
}

/** Every error that Converse declares, and one that any service gives. */
const ERRORS = [
  'AccessDeniedException',
  'InternalServerException',
  'ModelErrorException',
  'ModelNotReadyException',
  'ModelTimeoutException',
  'ResourceNotFoundException',
  'ServiceUnavailableException',
  'ThrottlingException',
  'UnrecognizedClientException',
  'ValidationException',
];

const RETRIED: [string, 'standard' | 'adaptive'][] = [
  ['ThrottlingException', 'standard'],
  ['ThrottlingException', 'adaptive'],
  ['ServiceUnavailableException', 'standard'],
  ['ServiceUnavailableException', 'adaptive'],
];

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly attempts: number | undefined;
}

async function failureOf(attempt: Promise<unknown>): Promise<Failure> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BedrockRuntimeServiceException))
    throw new Error(`Not a service exception: ${String(error)}`);
  const { httpStatusCode, attempts } = error.$metadata;
  return { name: error.name, message: error.message, status: httpStatusCode, attempts };
}

describe.each(TRANSPORTS)('given an unmodified JS SDK over %s', (_, transport) => {
  it.each(OPERATIONS)('%s answers through the gateway as it does directly', async (_, call) => {
    const directly = await call(client(local.url, transport()));
    expect(await call(client(gatewayUrl, transport()))).toEqual(directly);
  });

  it.each(ERRORS)('%s is the same exception after as many attempts', async (code) => {
    const command = () => new ConverseCommand(prompt(`[[error ${code}]]`));
    const twice = () => ({ ...transport(), maxAttempts: 2 });
    const directly = await failureOf(client(local.url, twice()).send(command()));
    expect(directly.name).toBe(code);
    expect(await failureOf(client(gatewayUrl, twice()).send(command()))).toEqual(directly);
  });

  it('an exception in the middle of a stream is the same exception', async () => {
    const run = async (endpoint: string) => {
      const { stream } = await client(endpoint, transport()).send(
        new ConverseStreamCommand(prompt('[[exception ModelStreamErrorException after 2]]')),
      );
      return events(stream).catch((error: unknown) => (error as Error).name);
    };
    expect(await run(local.url)).toBe('ModelStreamErrorException');
    expect(await run(gatewayUrl)).toBe('ModelStreamErrorException');
  });

  it('a break in the middle of a stream is never a complete answer', async () => {
    const { stream } = await client(gatewayUrl, transport()).send(
      new ConverseStreamCommand(prompt('[[break after 3]]')),
    );
    await expect(events(stream)).rejects.toThrow();
  });

  it('a client that leaves stops the call to the model within a second', async () => {
    const leaving = new AbortController();
    const question = `[[slow 50ms]] [[chunks 1000]] ${String(Math.random())}`;
    const { stream } = await client(gatewayUrl, transport()).send(
      new ConverseStreamCommand(prompt(question)),
      {
        abortSignal: leaving.signal,
      },
    );
    for await (const event of stream ?? []) if (event.contentBlockDelta) break;
    leaving.abort();
    const leftAt = Date.now();
    while ((await modelRequests()).requests.at(-1)?.outcome !== 'aborted') {
      if (Date.now() - leftAt > 1_000) throw new Error('The model was still being asked after a second.');
    }
  });
});

describe('given a model that always fails', () => {
  it.each(RETRIED)('%s reaches the model as often, in %s mode', async (code, retryMode) => {
    const command = () => new ConverseStreamCommand(prompt(`[[error ${code}]]`));
    const attempts = async (endpoint: string) => {
      const before = (await modelRequests()).total;
      const failed = await failureOf(client(endpoint, { retryMode }).send(command()));
      return { ...failed, arrived: (await modelRequests()).total - before };
    };
    const directly = await attempts(local.url);
    expect(directly).toMatchObject({ name: code, attempts: 3, arrived: 3 });
    expect(await attempts(gatewayUrl)).toEqual(directly);
  });
});

describe('given clients of other services that know only the endpoint', () => {
  it('ListFoundationModels and GetFoundationModel answer as they do directly', async () => {
    const ask = async (endpoint: string) => {
      const bedrock = remembered(new BedrockClient(access(endpoint)));
      const { modelSummaries } = await bedrock.send(
        new ListFoundationModelsCommand({ byProvider: 'Amazon' }),
      );
      const { modelDetails } = await bedrock.send(new GetFoundationModelCommand({ modelIdentifier: NOVA }));
      return { modelSummaries, modelDetails };
    };
    const directly = await ask(local.url);
    expect(directly.modelSummaries).not.toHaveLength(0);
    expect(await ask(gatewayUrl)).toEqual(directly);
  });

  it('Retrieve answers as it does directly, and fails as it does', async () => {
    const ask = async (endpoint: string) => {
      const agents = remembered(new BedrockAgentRuntimeClient(access(endpoint)));
      const retrieve = (knowledgeBaseId: string) =>
        agents.send(new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: 'canary' } }));
      const { retrievalResults } = await retrieve('KB12345678');
      const missing = await retrieve('MISSING000').catch((error: unknown) => String(error));
      return { retrievalResults, missing };
    };
    const directly = await ask(local.url);
    expect(directly.missing).toMatch(/^ResourceNotFoundException: /);
    expect(await ask(gatewayUrl)).toEqual(directly);
  });
});

describe('given a client with a bearer token and no credentials', () => {
  it('answers through the gateway as a signed client gets directly', async () => {
    const bearing = { token: { token: 'a-tenant-key' }, authSchemePreference: ['httpBearerAuth'] };
    const unsigned = remembered(
      new BedrockRuntimeClient({ endpoint: gatewayUrl, region: 'us-east-1', ...bearing }),
    );
    const directly = await client(local.url, {}).send(new ConverseCommand(prompt('hello')));
    expect(pick(await unsigned.send(new ConverseCommand(prompt('hello'))))).toEqual(pick(directly));
  });
});

/** What the local model says of the calls it got, whichever way they came. */
async function modelRequests(): Promise<{ total: number; requests: readonly { outcome: string }[] }> {
  const response = await fetch(`${local.url}/_aws/aigw/model/requests`);
  return (await response.json()) as { total: number; requests: { outcome: string }[] };
}
