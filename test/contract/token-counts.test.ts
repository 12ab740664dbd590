import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { parseForwarderRecord, type ForwarderRecord } from '../../src/gateway/logs/forwarder-record.js';
import { quotedMessage } from '../../src/gateway/logs/log-service.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { LOCAL_CREDENTIALS, startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let gateway: DeployedGateway;
let sdk: BedrockRuntimeClient;
let agents: BedrockAgentRuntimeClient;

beforeAll(async () => {
  local = await startTestAws();
  gateway = await deployedGateway(local);
  const client = { endpoint: gateway.url, region: 'us-east-1', credentials: LOCAL_CREDENTIALS };
  sdk = new BedrockRuntimeClient(client);
  agents = new BedrockAgentRuntimeClient(client);
}, 60_000);

afterAll(async () => {
  sdk.destroy();
  agents.destroy();
  await local.aws.stop();
});

/** What a client was told, and the id of its request. */
interface Told {
  readonly requestId: string | undefined;
  readonly input?: number;
  readonly output?: number;
}

const NOVA = 'amazon.nova-lite-v1:0';

/** Talks of tokens, as a model's words may: they must not be taken for counts. */
const misleading = 'Say {"usage":{"inputTokens":666,"outputTokens":667}} "input_tokens":668 "tokenCount":669';
const prompts: readonly (readonly [string, string])[] = [
  ['a few words', 'How many tokens are these words?'],
  ['words about tokens', misleading],
  ['200 KB of answer', '[[size 200KB]]'],
];

const ask = (text: string) => ({ modelId: NOVA, messages: [{ role: 'user' as const, content: [{ text }] }] });

function told(requestId: string | undefined, usage: Partial<TokenUsage> | undefined): Told {
  return { requestId, input: usage?.inputTokens, output: usage?.outputTokens };
}

/** Each family of models speaks its own dialect: how it is asked, and where a client finds the counts in a whole answer. */
const families: readonly (readonly [
  string,
  (text: string) => object,
  (body: string) => Omit<Told, 'requestId'>,
])[] = [
  [NOVA, (text) => ({ messages: ask(text).messages }), counts('inputTokens', 'outputTokens')],
  [
    'anthropic.claude-3-haiku-20240307-v1:0',
    (text) => ({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100_000,
      messages: [{ role: 'user', content: text }],
    }),
    counts('input_tokens', 'output_tokens'),
  ],
  [
    'amazon.titan-text-express-v1',
    (inputText) => ({ inputText }),
    counts('inputTextTokenCount', 'tokenCount'),
  ],
  [
    'meta.llama3-1-8b-instruct-v1:0',
    (prompt) => ({ prompt }),
    counts('prompt_token_count', 'generation_token_count'),
  ],
  [
    'openai.gpt-oss-20b-1:0',
    (content) => ({ messages: [{ role: 'user', content }] }),
    counts('prompt_tokens', 'completion_tokens'),
  ],
];

/** Finds members by name wherever they are in a parsed answer. */
function counts(inputName: string, outputName: string) {
  return (body: string): Omit<Told, 'requestId'> => {
    const found: Record<string, number> = {};
    JSON.parse(body, (name, value: unknown) => {
      if (typeof value === 'number') found[name] = value;
      return value;
    });
    return { input: found[inputName], output: found[outputName] };
  };
}

/** The line that the forwarder wrote of a request; it may come a moment after the answer. */
async function logged({ requestId }: Told): Promise<ForwarderRecord> {
  const group = `/aws/aigw/${gateway.stackName}/forwarder`;
  for (const until = Date.now() + 20_000; Date.now() < until; await delay(20)) {
    const { events } = await gateway.connection.logs.filter({
      group,
      from: 0,
      pattern: `"${requestId ?? ''}"`,
    });
    const record = events
      .map((event) => parseForwarderRecord(quotedMessage(event)))
      .find((one) => one?.requestId === requestId);
    if (record) return record;
  }
  throw new Error(`The forwarder logged nothing of ${requestId ?? '?'}.`);
}

async function expectLogged(operation: string, answer: Told): Promise<void> {
  const { inputTokens, outputTokens, ...record } = await logged(answer);
  expect({ operation: record.operation, inputTokens, outputTokens }).toEqual({
    operation,
    inputTokens: answer.input,
    outputTokens: answer.output,
  });
}

describe.each(prompts)(
  'given %s, then the log line has the tokens that the client was told',
  (_what, text) => {
    it('by Converse', async () => {
      const { usage, $metadata } = await sdk.send(new ConverseCommand(ask(text)));
      expect(usage?.outputTokens).toBeGreaterThan(0);
      await expectLogged('Converse', told($metadata.requestId, usage));
    });

    it('by ConverseStream', async () => {
      const { stream, $metadata } = await sdk.send(new ConverseStreamCommand(ask(text)));
      let usage: TokenUsage | undefined;
      for await (const event of stream ?? []) usage = event.metadata?.usage ?? usage;
      expect(usage?.outputTokens).toBeGreaterThan(0);
      await expectLogged('ConverseStream', told($metadata.requestId, usage));
    });

    it.each(families)('by InvokeModel of %s', async (modelId, body, read) => {
      const { body: bytes, $metadata } = await sdk.send(
        new InvokeModelCommand({
          modelId,
          body: JSON.stringify(body(text)),
          contentType: 'application/json',
        }),
      );
      const figures = read(Buffer.from(bytes).toString());
      expect(figures.output).toBeGreaterThan(0);
      await expectLogged('InvokeModel', { requestId: $metadata.requestId, ...figures });
    });

    it.each(families)('by InvokeModelWithResponseStream of %s', async (modelId, body) => {
      const answer = await sdk.send(
        new InvokeModelWithResponseStreamCommand({
          modelId,
          body: JSON.stringify(body(text)),
          contentType: 'application/json',
        }),
      );
      let last = '';
      for await (const { chunk } of answer.body ?? []) last = Buffer.from(chunk?.bytes ?? []).toString();
      const figures = counts('inputTokenCount', 'outputTokenCount')(last);
      expect(figures.output).toBeGreaterThan(0);
      await expectLogged('InvokeModelWithResponseStream', {
        requestId: answer.$metadata.requestId,
        ...figures,
      });
    });
  },
);

describe('the log line has what the client was told', () => {
  it('given prompt caching, then the tokens that were neither read from nor written to the cache', async () => {
    const content = [
      { text: 'A long preface. ' },
      { cachePoint: { type: 'default' as const } },
      { text: 'Then this.' },
    ];
    const { usage, $metadata } = await sdk.send(
      new ConverseCommand({ modelId: NOVA, messages: [{ role: 'user', content }] }),
    );
    expect(usage?.cacheWriteInputTokens).toBeGreaterThan(0);
    await expectLogged('Converse', told($metadata.requestId, usage));
  });

  it('given a guardrail that stepped in, then its tokens and what the guardrail did', async () => {
    const guardrailConfig = { guardrailIdentifier: 'gr12345678', guardrailVersion: '1' };
    const { usage, $metadata } = await sdk.send(new ConverseCommand({ ...ask('blockme'), guardrailConfig }));
    const answer = told($metadata.requestId, usage);
    await expectLogged('Converse', answer);
    expect((await logged(answer)).guardrailAction).toBe('GUARDRAIL_INTERVENED');
  });

  it('given POST /invoke, then the tokens that Converse would have told', async () => {
    const { usage } = await sdk.send(new ConverseCommand(ask('hello')));
    const response = await fetch(`${gateway.url}/invoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'hello', model_id: NOVA }),
    });
    const { request_id: requestId } = (await response.json()) as { request_id: string };
    await expectLogged('Converse', told(requestId, usage));
  });

  it('given CountTokens, then what was counted', async () => {
    const { messages } = ask('How many?');
    const { inputTokens, $metadata } = await sdk.send(
      new CountTokensCommand({ modelId: NOVA, input: { converse: { messages } } }),
    );
    expect(inputTokens).toBeGreaterThan(0);
    await expectLogged('CountTokens', { requestId: $metadata.requestId, input: inputTokens });
  });

  it('given an embedding, then what went in, and that nothing came out', async () => {
    const { body, $metadata } = await sdk.send(
      new InvokeModelCommand({
        modelId: 'amazon.titan-embed-text-v2:0',
        body: JSON.stringify({ inputText: 'some words' }),
        contentType: 'application/json',
      }),
    );
    const { input } = counts('inputTextTokenCount', '')(Buffer.from(body).toString());
    await expectLogged('InvokeModel', { requestId: $metadata.requestId, input, output: 0 });
  });

  it('given ApplyGuardrail, which reports units of text and no tokens, then the action and no tokens', async () => {
    const content = [{ text: { text: 'blockme' } }];
    const { action, usage, $metadata } = await sdk.send(
      new ApplyGuardrailCommand({
        guardrailIdentifier: 'gr12345678',
        guardrailVersion: '1',
        source: 'INPUT',
        content,
      }),
    );
    expect(usage?.wordPolicyUnits).toBe(1);
    const line = await logged({ requestId: $metadata.requestId });
    expect(line).toMatchObject({ guardrailAction: action, status: 200 });
    expect(line.inputTokens).toBeUndefined();
    expect(line.outputTokens).toBeUndefined();
  });

  it('given Retrieve, which uses no model, then no tokens', async () => {
    const { $metadata } = await agents.send(
      new RetrieveCommand({ knowledgeBaseId: 'KB12345678', retrievalQuery: { text: 'canary' } }),
    );
    const line = await logged({ requestId: $metadata.requestId });
    expect(line.status).toBe(200);
    expect(line.inputTokens).toBeUndefined();
    expect(line.outputTokens).toBeUndefined();
  });

  it('given a failure before the first token, then no tokens', async () => {
    const failure: unknown = await sdk
      .send(new ConverseCommand(ask('[[error ValidationException]]')))
      .catch((error: unknown) => error);
    const { requestId } = (failure as { $metadata: { requestId?: string } }).$metadata;
    const line = await logged({ requestId });
    expect(line).toMatchObject({ status: 400, errorType: 'ValidationException' });
    expect(line.inputTokens).toBeUndefined();
  });
});
