import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BedrockClient,
  GetFoundationModelCommand,
  ListFoundationModelsCommand,
} from '@aws-sdk/client-bedrock';
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type ConverseCommandInput,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { countTokens } from '../../src/local/model/tokens.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';

const NOVA = 'amazon.nova-lite-v1:0';
const CLAUDE_PROFILE =
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let server: ModelServer;
let runtime: BedrockRuntimeClient;
let agent: BedrockAgentRuntimeClient;
let control: BedrockClient;

beforeAll(async () => {
  server = await startModelServer();
  const config = { endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  runtime = new BedrockRuntimeClient(config);
  agent = new BedrockAgentRuntimeClient(config);
  control = new BedrockClient(config);
});

afterAll(async () => {
  for (const client of [runtime, agent, control]) client.destroy();
  await server.stop();
});

function asking(text: string, more: Partial<ConverseCommandInput> = {}): ConverseCommandInput {
  return { modelId: NOVA, messages: [{ role: 'user', content: [{ text }] }], ...more };
}

async function streamed(input: ConverseCommandInput): Promise<ConverseStreamOutput[]> {
  const { stream } = await runtime.send(new ConverseStreamCommand(input));
  const events: ConverseStreamOutput[] = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
}

function textOf(events: readonly ConverseStreamOutput[]): string {
  return events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
}

async function said(input: ConverseCommandInput) {
  const { output, ...rest } = await runtime.send(new ConverseCommand(input));
  return { ...rest, text: output?.message?.content?.map(({ text }) => text ?? '').join('') ?? '' };
}

describe('Converse', () => {
  it('given a prompt, when it is asked twice, then it gets the same friendly answer that quotes it, and its usage', async () => {
    const [one, two] = [
      await said(asking('What is a canary release?')),
      await said(asking('What is a canary release?')),
    ];
    expect(one.text).toContain('You asked: “What is a canary release?”');
    expect(one.text).toContain('Nova Lite');
    expect([two.text, two.usage, two.metrics]).toEqual([one.text, one.usage, one.metrics]);
    expect(one.stopReason).toBe('end_turn');
    const inputTokens = countTokens('What is a canary release?');
    const outputTokens = countTokens(one.text);
    expect(one.usage).toEqual({ inputTokens, outputTokens, totalTokens: inputTokens + outputTokens });
  });

  it('given an ARN with slashes and colons as the model id, when it is asked, then that model answers', async () => {
    const { text } = await said(asking('Hi', { modelId: CLAUDE_PROFILE }));
    expect(text).toContain('Claude Sonnet 4');
  });

  it('given maxTokens, when the answer would be longer, then it is cut there and says so', async () => {
    const { stopReason, usage, text } = await said(asking('Hello', { inferenceConfig: { maxTokens: 7 } }));
    expect([stopReason, usage?.outputTokens, countTokens(text)]).toEqual(['max_tokens', 7, 7]);
  });

  it('given a stop sequence, when the answer comes to it, then it ends before it', async () => {
    const { stopReason, text } = await said(
      asking('Hello', { inferenceConfig: { stopSequences: ['aigw'] } }),
    );
    expect(stopReason).toBe('stop_sequence');
    expect(text).toMatch(/local model of $/);
  });

  it('given cache points, when tokens are counted, then what comes before them is told apart', async () => {
    const { usage } = await said(
      asking('one two three', {
        system: [
          { text: 'first' },
          { cachePoint: { type: 'default' } },
          { text: 'then second' },
          { cachePoint: { type: 'default' } },
        ],
      }),
    );
    expect(usage).toMatchObject({ inputTokens: 3, cacheReadInputTokens: 1, cacheWriteInputTokens: 2 });
    expect(usage?.totalTokens).toBe(6 + (usage?.outputTokens ?? 0));
  });

  it('given tools and a prompt that names one, when it is asked, then the model wants that tool with its required input', async () => {
    const json = {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city', 'days'],
    };
    const toolConfig = { tools: [{ toolSpec: { name: 'weather', inputSchema: { json } } }] };
    const answer = await runtime.send(
      new ConverseCommand(asking('Weather? [[tool weather]]', { toolConfig })),
    );
    expect(answer.stopReason).toBe('tool_use');
    const call = answer.output?.message?.content?.[1]?.toolUse;
    expect(call).toMatchObject({ name: 'weather', input: { city: 'example', days: 1 } });
    const events = await streamed(asking('Weather? [[tool weather]]', { toolConfig }));
    expect(events.find((event) => event.contentBlockStart)?.contentBlockStart?.start?.toolUse?.name).toBe(
      'weather',
    );
    const deltas = events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '').join('');
    expect(JSON.parse(deltas)).toEqual(call?.input);
  });

  it('given performance and tier settings, when it is asked, then the answer repeats them', async () => {
    const answer = await said(
      asking('Hi', { performanceConfig: { latency: 'optimized' }, serviceTier: { type: 'flex' } }),
    );
    expect(answer).toMatchObject({
      performanceConfig: { latency: 'optimized' },
      serviceTier: { type: 'flex' },
    });
  });

  it('given a guardrail with a trace, when the prompt holds the blocked word, then it intervenes and says why', async () => {
    const guardrailConfig = { guardrailIdentifier: 'gr1', guardrailVersion: '1', trace: 'enabled' as const };
    const answer = await said(asking('Please blockme now', { guardrailConfig }));
    expect([answer.stopReason, answer.text]).toEqual([
      'guardrail_intervened',
      'Sorry, the model cannot answer this question.',
    ]);
    const words = answer.trace?.guardrail?.inputAssessment?.['gr1']?.wordPolicy?.customWords;
    expect(words).toEqual([{ match: 'blockme', action: 'BLOCKED', detected: true }]);
    expect((await said(asking('Please blockme now'))).stopReason).toBe('end_turn');
  });

  it('given a guardrail, when the answer holds the blocked word, then it is replaced', async () => {
    const guardrailConfig = {
      guardrailIdentifier: 'gr1',
      guardrailVersion: 'DRAFT',
      trace: 'enabled' as const,
    };
    const answer = await said(asking('Repeat leakme', { guardrailConfig }));
    expect(answer.stopReason).toBe('guardrail_intervened');
    expect(answer.trace?.guardrail?.modelOutput?.[0]).toContain('leakme');
    expect(
      answer.trace?.guardrail?.outputAssessments?.['gr1']?.[0]?.wordPolicy?.customWords?.[0]?.action,
    ).toBe('BLOCKED');
  });
});

describe('ConverseStream', () => {
  it('given a prompt, when it is streamed, then the events come in order and add up to what Converse says', async () => {
    const events = await streamed(asking('What is streaming?'));
    const kinds = events
      .map((event) => Object.keys(event)[0])
      .filter((kind, index, all) => kind !== all[index - 1]);
    expect(kinds).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
    const whole = await said(asking('What is streaming?'));
    expect(textOf(events)).toBe(whole.text);
    expect(events.at(-1)?.metadata).toMatchObject({ usage: whole.usage, metrics: whole.metrics });
    expect(events.at(-2)?.messageStop?.stopReason).toBe(whole.stopReason);
  });

  it('given a prompt of 3 MB, when it is streamed, then it is counted and answered', async () => {
    const prompt = 'word '.repeat(600_000);
    const events = await streamed(asking(prompt));
    expect(events.at(-1)?.metadata?.usage?.inputTokens).toBe(600_000);
    expect(textOf(events)).toContain('…');
  });

  it('given [[chunks 10000]], when it is streamed, then ten thousand chunks arrive in order', async () => {
    const events = await streamed(asking('Count [[chunks 10000]]'));
    const numbers = textOf(events).split(' ').map(Number);
    expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
    expect(events.filter((event) => event.contentBlockDelta)).toHaveLength(10_000);
    expect(events.at(-1)?.metadata?.usage?.outputTokens).toBe(10_000);
  });

  it('given [[size 3MB]], when it is streamed, then the answer has exactly that many bytes', async () => {
    const events = await streamed(asking('Fill [[size 3MB]]'));
    expect(textOf(events)).toHaveLength(3 * 1024 * 1024);
  });
});

interface NativeCase {
  readonly family: string;
  readonly modelId: string;
  readonly body: object;
  readonly wholeText: (document: never) => string;
  readonly partText: (document: never) => string;
}

const NATIVE: readonly NativeCase[] = [
  {
    family: 'Anthropic messages',
    modelId: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    body: {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 500,
      messages: [{ role: 'user', content: 'Hello Claude' }],
    },
    wholeText: (d: { content: { text: string }[] }) => d.content[0]?.text ?? '',
    partText: (d: { delta?: { text?: string } }) => d.delta?.text ?? '',
  },
  {
    family: 'Amazon Nova',
    modelId: NOVA,
    body: { schemaVersion: 'messages-v1', messages: [{ role: 'user', content: [{ text: 'Hello Nova' }] }] },
    wholeText: (d: { output: { message: { content: { text: string }[] } } }) =>
      d.output.message.content[0]?.text ?? '',
    partText: (d: { contentBlockDelta?: { delta: { text: string } } }) =>
      d.contentBlockDelta?.delta.text ?? '',
  },
  {
    family: 'Amazon Titan Text',
    modelId: 'amazon.titan-text-express-v1',
    body: { inputText: 'Hello Titan' },
    wholeText: (d: { results: { outputText: string }[] }) => d.results[0]?.outputText ?? '',
    partText: (d: { outputText: string }) => d.outputText,
  },
  {
    family: 'Meta Llama',
    modelId: 'meta.llama3-1-8b-instruct-v1:0',
    body: { prompt: 'Hello Llama' },
    wholeText: (d: { generation: string }) => d.generation,
    partText: (d: { generation: string }) => d.generation,
  },
  {
    family: 'chat completions',
    modelId: 'openai.gpt-oss-20b-1:0',
    body: { messages: [{ role: 'user', content: 'Hello there' }] },
    wholeText: (d: { choices: { message: { content: string } }[] }) => d.choices[0]?.message.content ?? '',
    partText: (d: { choices: { delta: { content?: string } }[] }) => d.choices[0]?.delta.content ?? '',
  },
];

async function invokeStreamed(
  modelId: string,
  body: object,
  more: object = {},
): Promise<Record<string, unknown>[]> {
  const input = { modelId, body: JSON.stringify(body), contentType: 'application/json', ...more };
  const answer = await runtime.send(new InvokeModelWithResponseStreamCommand(input));
  expect(answer.contentType).toBe('application/json');
  const documents: Record<string, unknown>[] = [];
  for await (const event of answer.body ?? []) {
    documents.push(JSON.parse(Buffer.from(event.chunk?.bytes ?? []).toString()) as Record<string, unknown>);
  }
  return documents;
}

async function invoke(modelId: string, body: object, more: object = {}): Promise<Record<string, unknown>> {
  const answer = await runtime.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body), ...more }));
  expect(answer.contentType).toBe('application/json');
  return JSON.parse(answer.body.transformToString()) as Record<string, unknown>;
}

describe('InvokeModel and its stream', () => {
  it.each(NATIVE.map((native) => [native.family, native] as const))(
    'given a body of %s, when it is invoked both ways, then the same text comes in that dialect',
    async (_, { modelId, body, wholeText, partText }) => {
      const text = wholeText((await invoke(modelId, body)) as never);
      expect(text).toContain('You wrote: “Hello');
      const parts = await invokeStreamed(modelId, body);
      expect(parts.map((part) => partText(part as never)).join('')).toBe(text);
      expect(parts.at(-1)?.['amazon-bedrock-invocationMetrics']).toMatchObject({
        inputTokenCount: 2,
        outputTokenCount: countTokens(text),
      });
    },
  );

  it("given Anthropic's stream, when it is read, then its events are Anthropic's", async () => {
    const [native] = NATIVE as [NativeCase];
    const types = (await invokeStreamed(native.modelId, native.body)).map((part) => part['type']);
    const order = types.filter((type, index) => type !== types[index - 1]);
    expect(order).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('given Titan Embeddings, when the same text is embedded twice, then the vector is the same, of length one and the size asked for', async () => {
    const body = { inputText: 'a canary', dimensions: 256 };
    const one = (await invoke('amazon.titan-embed-text-v2:0', body)) as {
      embedding: number[];
      inputTextTokenCount: number;
    };
    expect(one.embedding).toHaveLength(256);
    expect(Math.hypot(...one.embedding)).toBeCloseTo(1, 10);
    expect(one.inputTextTokenCount).toBe(2);
    expect(await invoke('amazon.titan-embed-text-v2:0', body)).toEqual(one);
    expect(await invoke('amazon.titan-embed-text-v2:0', { ...body, inputText: 'another' })).not.toEqual(one);
  });

  it('given guardrail headers, when the prompt holds the blocked word, then the document says that it intervened', async () => {
    const guardrail = { guardrailIdentifier: 'gr1', guardrailVersion: '1', trace: 'ENABLED' };
    const body = { messages: [{ role: 'user', content: [{ text: 'blockme' }] }] };
    const whole = await invoke(NOVA, body, guardrail);
    expect(whole).toMatchObject({ 'amazon-bedrock-guardrailAction': 'INTERVENED' });
    expect(whole['amazon-bedrock-trace']).toMatchObject({
      guardrail: { input: { gr1: { wordPolicy: {} } } },
    });
    const parts = await invokeStreamed(NOVA, body, guardrail);
    expect(parts.at(-1)).toMatchObject({ 'amazon-bedrock-guardrailAction': 'INTERVENED' });
  });
});

describe('the other operations', () => {
  it('given a conversation or a native body, when tokens are counted, then the count is that of the call itself', async () => {
    const { usage } = await said(asking('How many tokens have I?', { system: [{ text: 'Be brief.' }] }));
    const converse = {
      messages: asking('How many tokens have I?').messages,
      system: [{ text: 'Be brief.' }],
    };
    const counted = await runtime.send(new CountTokensCommand({ modelId: NOVA, input: { converse } }));
    expect(counted.inputTokens).toBe(usage?.inputTokens);
    const [{ modelId, body }] = NATIVE as [NativeCase];
    const native = { invokeModel: { body: Buffer.from(JSON.stringify(body)) } };
    expect((await runtime.send(new CountTokensCommand({ modelId, input: native }))).inputTokens).toBe(2);
  });

  it('given ApplyGuardrail, when a text holds the word of its side, then it intervenes, and not otherwise', async () => {
    const apply = (text: string, source: 'INPUT' | 'OUTPUT') =>
      runtime.send(
        new ApplyGuardrailCommand({
          guardrailIdentifier: 'gr1',
          guardrailVersion: '1',
          source,
          content: [{ text: { text } }],
        }),
      );
    expect(await apply('hello', 'INPUT')).toMatchObject({ action: 'NONE', outputs: [] });
    expect(await apply('blockme', 'INPUT')).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      outputs: [{ text: 'Sorry, the model cannot answer this question.' }],
      usage: { wordPolicyUnits: 1 },
    });
    expect((await apply('blockme', 'OUTPUT')).action).toBe('NONE');
    expect((await apply('leakme', 'OUTPUT')).action).toBe('GUARDRAIL_INTERVENED');
  });

  it('given Retrieve, when a number of results is asked for, then so many come, best first', async () => {
    const retrievalConfiguration = { vectorSearchConfiguration: { numberOfResults: 2 } };
    const input = {
      knowledgeBaseId: 'KB12345678',
      retrievalQuery: { text: 'canary' },
      retrievalConfiguration,
    };
    const { retrievalResults = [] } = await agent.send(new RetrieveCommand(input));
    expect(retrievalResults.map(({ score }) => score)).toEqual([0.9, 0.8]);
    expect(retrievalResults[0]?.location?.s3Location?.uri).toBe('s3://local-knowledge-base/passage-1.txt');
  });

  it('given ListFoundationModels, when it is filtered, then only matching models come', async () => {
    const { modelSummaries = [] } = await control.send(
      new ListFoundationModelsCommand({ byProvider: 'Anthropic' }),
    );
    expect(modelSummaries.length).toBeGreaterThan(1);
    expect(new Set(modelSummaries.map(({ providerName }) => providerName))).toEqual(new Set(['Anthropic']));
    const embeddings = await control.send(new ListFoundationModelsCommand({ byOutputModality: 'EMBEDDING' }));
    expect(embeddings.modelSummaries?.map(({ modelId }) => modelId)).toEqual([
      'amazon.titan-embed-text-v2:0',
    ]);
  });

  it('given GetFoundationModel, when the id is known or not, then details or a ValidationException', async () => {
    const { modelDetails } = await control.send(new GetFoundationModelCommand({ modelIdentifier: NOVA }));
    expect(modelDetails).toMatchObject({
      modelName: 'Nova Lite',
      modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`,
    });
    await expect(
      control.send(new GetFoundationModelCommand({ modelIdentifier: 'nobody.knows' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The provided model identifier is invalid.',
    });
  });
});
