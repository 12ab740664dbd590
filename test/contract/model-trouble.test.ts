import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BedrockClient, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
  type BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { LOCAL_BEDROCK_API_KEY } from '../../src/local/model/access.js';
import { eventually, startModelServer, type ModelServer } from '../support/model-server.js';
import { ManualClock } from '../support/room-region.js';

const NOVA = 'amazon.nova-lite-v1:0';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let server: ModelServer;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  server = await startModelServer();
});

beforeEach(() => {
  server.model.requests.clear();
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.stop();
});

function client(config: BedrockRuntimeClientConfig = {}, endpoint = server.endpoint): BedrockRuntimeClient {
  const made = new BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    ...config,
  });
  clients.push(made);
  return made;
}

/** Over HTTP/2, which is the SDK's default, and over HTTP/1.1. */
const TRANSPORTS: [string, () => BedrockRuntimeClientConfig][] = [
  ['HTTP/2', () => ({})],
  ['HTTP/1.1', () => ({ requestHandler: new NodeHttpHandler() })],
];

function input(text: string, modelId = NOVA) {
  return { modelId, messages: [{ role: 'user' as const, content: [{ text }] }] };
}

async function failure(attempt: Promise<unknown>): Promise<BedrockRuntimeServiceException> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Error) return error as BedrockRuntimeServiceException;
  }
  throw new Error('It did not fail.');
}

/** Reads a stream to its end or its failure. */
async function read(stream: AsyncIterable<object> | undefined): Promise<{ kinds: string[]; error?: Error }> {
  const kinds: string[] = [];
  try {
    for await (const event of stream ?? []) kinds.push(Object.keys(event)[0] ?? '');
  } catch (error) {
    return { kinds, error: error as Error };
  }
  return { kinds };
}

describe('given an error that the prompt asks for', () => {
  it.each([
    ['AccessDeniedException', 403],
    ['InternalServerException', 500],
    ['ModelErrorException', 424],
    ['ModelNotReadyException', 429],
    ['ModelTimeoutException', 408],
    ['ResourceNotFoundException', 404],
    ['ServiceUnavailableException', 503],
    ['ThrottlingException', 429],
    ['ValidationException', 400],
  ])('when it is %s, then the SDK raises that class with status %d', async (code, status) => {
    const error = await failure(client().send(new ConverseCommand(input(`[[error ${code}]]`))));
    expect(error).toBeInstanceOf(BedrockRuntimeServiceException);
    expect([error.name, error.$metadata.httpStatusCode, error.$metadata.requestId]).toEqual([
      code,
      status,
      server.model.requests.records[0]?.requestId,
    ]);
    expect(error.message).not.toBe('');
  });

  it('when the model id asks for it, or an operation has no prompt, then it comes as well', async () => {
    const byId = await failure(client().send(new ConverseCommand(input('Hi', 'error.ThrottlingException'))));
    expect(byId.name).toBe('ThrottlingException');
    const config = { endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
    const control = new BedrockClient(config);
    const agent = new BedrockAgentRuntimeClient(config);
    clients.push(control, agent);
    const listed = await failure(
      control.send(new ListFoundationModelsCommand({ byProvider: 'error AccessDeniedException' })),
    );
    expect(listed.name).toBe('AccessDeniedException');
    const missing = await failure(
      agent.send(new RetrieveCommand({ knowledgeBaseId: 'MISSING000', retrievalQuery: { text: 'x' } })),
    );
    expect(missing.name).toBe('ResourceNotFoundException');
  });

  it('when it goes away after two requests, then a retrying client succeeds at the third, and the counters show it', async () => {
    const retrying = client({ maxAttempts: 5, retryMode: 'standard' });
    const prompt = '[[error ThrottlingException times 2 key twice retry-after 0]] hello';
    const { $metadata } = await retrying.send(new ConverseCommand(input(prompt)));
    expect($metadata.attempts).toBe(3);
    expect(server.model.requests.records.map(({ status }) => status)).toEqual([429, 429, 200]);
    const counters = await fetch(`${server.endpoint}/_aws/aigw/model/requests`).then((response) =>
      response.json(),
    );
    expect(counters).toMatchObject({
      total: 3,
      aborted: 0,
      requests: [{ errorCode: 'ThrottlingException' }, {}, { outcome: 'completed' }],
    });
  });

  it('when the counters are reset, then keys start anew', async () => {
    const prompt = '[[error ServiceUnavailableException times 1 key again]]';
    await failure(client().send(new ConverseCommand(input(prompt))));
    await fetch(`${server.endpoint}/_aws/aigw/model/requests`, { method: 'DELETE' });
    expect((await failure(client().send(new ConverseCommand(input(prompt))))).name).toBe(
      'ServiceUnavailableException',
    );
  });

  it('when Retry-After is asked for, then it is sent', async () => {
    const error = await failure(
      client().send(new ConverseCommand(input('[[error ThrottlingException retry-after 7]]'))),
    );
    expect(error.$response?.headers['retry-after']).toBe('7');
  });
});

describe.each(TRANSPORTS)('given a stream over %s', (_, transport) => {
  it('when it is asked to break after three chunks, then the client sees those three and an error, never an end', async () => {
    const { stream } = await client(transport()).send(
      new ConverseStreamCommand(input('Hello [[break after 3]]')),
    );
    const { kinds, error } = await read(stream);
    expect(kinds).toEqual(['messageStart', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockDelta']);
    expect(error).toHaveProperty('message');
    expect(server.model.requests.records[0]?.outcome).toBe('broken');
  });

  it('when a whole answer is asked to break, then the client sees an error', async () => {
    const error = await failure(
      client(transport()).send(new ConverseCommand(input('Hello [[break after 0]]'))),
    );
    expect(error.$metadata?.httpStatusCode).not.toBe(400);
  });

  it.each([
    'ModelStreamErrorException',
    'ThrottlingException',
    'InternalServerException',
    'ServiceUnavailableException',
    'ValidationException',
  ])('when %s comes mid-stream, then the SDK raises that class after the chunks before it', async (code) => {
    const { stream } = await client(transport()).send(
      new ConverseStreamCommand(input(`Hello [[exception mid-stream ${code} after 2]]`)),
    );
    const { kinds, error } = await read(stream);
    expect(kinds.filter((kind) => kind === 'contentBlockDelta')).toHaveLength(2);
    expect(error?.name).toBe(code);
  });

  it('when the client leaves mid-stream, then the model stops at once', async () => {
    const slow = await startModelServer({ clock: new ManualClock(Date.now()) });
    try {
      const abort = new AbortController();
      const { stream } = await client(transport(), slow.endpoint).send(
        new ConverseStreamCommand(input('[[slow 5s]] Hello')),
        {
          abortSignal: abort.signal,
        },
      );
      void read(stream);
      await eventually(() => slow.model.requests.records[0]?.chunksSent === 1);
      abort.abort();
      // The clock stands still: only the client's leaving can end this request.
      await eventually(() => slow.model.requests.records[0]?.outcome === 'aborted');
      expect(slow.model.requests.records[0]?.chunksSent).toBe(1);
    } finally {
      await slow.stop();
    }
  });

  it('when the client leaves before the first byte, then that is noticed too', async () => {
    const slow = await startModelServer({ clock: new ManualClock(Date.now()) });
    try {
      const abort = new AbortController();
      const sending = failure(
        client(transport(), slow.endpoint).send(new ConverseCommand(input('[[first-byte 60s]]')), {
          abortSignal: abort.signal,
        }),
      );
      await eventually(() => slow.model.requests.records[0]?.outcome === 'running');
      abort.abort();
      expect((await sending).name).toBe('AbortError');
      await eventually(() => slow.model.requests.records[0]?.outcome === 'aborted');
    } finally {
      await slow.stop();
    }
  });
});

describe('given the pace of an answer', () => {
  it('when it is slow, then a chunk comes each time the clock has moved so far', async () => {
    const clock = new ManualClock(Date.now());
    const slow = await startModelServer({ clock });
    try {
      const { stream } = await client({}, slow.endpoint).send(
        new ConverseStreamCommand(input('[[slow 200ms]] Hi')),
      );
      void read(stream);
      for (const chunks of [1, 2, 3]) {
        await eventually(() => slow.model.requests.records[0]?.chunksSent === chunks);
        clock.advance(200);
      }
      expect(slow.model.requests.records[0]?.outcome).toBe('running');
    } finally {
      await slow.stop();
    }
  });

  it('when a person watches, then tokens come at the pace that was set', async () => {
    const clock = new ManualClock(Date.now());
    const paced = await startModelServer({ clock, tokenDelayMs: 15 });
    try {
      const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Hi' }] }] });
      const sent = client({}, paced.endpoint).send(
        new InvokeModelWithResponseStreamCommand({ modelId: NOVA, body }),
      );
      void sent.then(({ body: stream }) => read(stream));
      await eventually(() => paced.model.requests.records[0]?.chunksSent === 1);
      clock.advance(15);
      await eventually(() => paced.model.requests.records[0]?.chunksSent === 2);
    } finally {
      await paced.stop();
    }
  });
});

describe('given a request that is not let in', () => {
  it.each([
    ['an unknown key', { accessKeyId: 'nobody', secretAccessKey: 'x' }, 'UnrecognizedClientException'],
    ['a wrong secret', { accessKeyId: 'local', secretAccessKey: 'wrong' }, 'InvalidSignatureException'],
    [
      'expired credentials',
      { accessKeyId: 'expired', secretAccessKey: 'expired', sessionToken: 'expired' },
      'ExpiredTokenException',
    ],
  ])('when it is signed with %s, then 403 %s', async (_, wrong, code) => {
    const error = await failure(client({ credentials: wrong }).send(new ConverseCommand(input('Hi'))));
    expect([error.name, error.$metadata.httpStatusCode]).toEqual([code, 403]);
  });

  it('when nothing signed it, then 403 MissingAuthenticationTokenException with a message', async () => {
    const response = await fetch(`${server.endpoint}/model/${NOVA}/converse`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toMatch(/^MissingAuthenticationTokenException:/);
    expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
  });

  it('when it is signed for another region or service, then InvalidSignatureException says so', async () => {
    const elsewhere = await failure(client({ region: 'eu-west-1' }).send(new ConverseCommand(input('Hi'))));
    expect([elsewhere.name, elsewhere.message]).toEqual([
      'InvalidSignatureException',
      'Credential should be scoped to a valid region.',
    ]);
  });

  it('when it bears the local Bedrock API key, then it is let in, and with another key not', async () => {
    const bearing = (token: string) =>
      client({ token: { token }, authSchemePreference: ['httpBearerAuth'] }).send(
        new ConverseCommand(input('Hi')),
      );
    expect((await bearing(LOCAL_BEDROCK_API_KEY)).stopReason).toBe('end_turn');
    const refused = await failure(bearing('bedrock-api-key-other'));
    expect([refused.name, refused.$metadata.httpStatusCode]).toEqual(['AccessDeniedException', 403]);
  });

  it('when the path is none of Bedrock, then it is said not to be implemented here', async () => {
    const response = await fetch(`${server.endpoint}/async-invoke`, {
      headers: { authorization: `Bearer ${LOCAL_BEDROCK_API_KEY}` },
    });
    expect(response.status).toBe(501);
    expect(await response.json()).toEqual({
      message: 'GET /async-invoke of Bedrock is not implemented in the local AWS of aigw.',
    });
  });
});

describe('given a request that the service would refuse', () => {
  const message = (role: 'user' | 'assistant', text: string) => ({ role, content: [{ text }] });
  it.each([
    [
      'an unknown model',
      { ...input('Hi'), modelId: 'nobody.knows' },
      /^The provided model identifier is invalid\.$/,
    ],
    ['no messages', { modelId: NOVA, messages: [] }, /must start with a user message/],
    [
      'an assistant first',
      { modelId: NOVA, messages: [message('assistant', 'Hi')] },
      /must start with a user message/,
    ],
    [
      'two users in a row',
      { modelId: NOVA, messages: [message('user', 'a'), message('user', 'b')] },
      /must alternate/,
    ],
    ['a blank text', input('  '), /messages\.0\.content\.0 is blank/],
    [
      'no token allowed',
      { ...input('Hi'), inferenceConfig: { maxTokens: 0 } },
      /'inferenceConfig\.maxTokens' failed to satisfy/,
    ],
    [
      'a temperature of two',
      { ...input('Hi'), inferenceConfig: { temperature: 2 } },
      /less than or equal to 1$/,
    ],
    ['an embedding model', input('Hi', 'amazon.titan-embed-text-v2:0'), /doesn't support the model/],
    [
      'an impossible guardrail',
      { ...input('Hi'), guardrailConfig: { guardrailIdentifier: 'UPPER', guardrailVersion: '1' } },
      /guardrail identifier/,
    ],
  ])('when it has %s, then ValidationException says so, streamed or not', async (_, wrong, expected) => {
    for (const command of [new ConverseCommand(wrong), new ConverseStreamCommand(wrong)]) {
      const error = await failure(client().send(command as ConverseCommand));
      expect([error.name, error.$metadata.httpStatusCode]).toEqual(['ValidationException', 400]);
      expect(error.message).toMatch(expected);
    }
  });

  it.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', { messages: [] }, 'anthropic_version: Field required'],
    [
      NOVA,
      {},
      'Malformed input request: #: required key [messages] not found, please reformat your input and try again.',
    ],
    [
      'amazon.titan-text-express-v1',
      {},
      'Malformed input request: #: required key [inputText] not found, please reformat your input and try again.',
    ],
  ])('when the body of %s lacks what the model needs, then it is told', async (modelId, body, expected) => {
    const command = new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body) });
    expect((await failure(client().send(command))).message).toBe(expected);
  });
});
