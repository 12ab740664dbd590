import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { Answer, ChatService, ChatTarget, Question } from '../gateway/chat/chat-service.js';
import type { ConnectionOptions } from '../gateway/connection.js';
import { GatewayError } from '../gateway/errors.js';
import { explained } from './explain-failure.js';
import { tracing } from './tracing.js';

/** Milliseconds to reach the gateway: a private one that cannot be reached from here mostly swallows the attempt. */
const connectTimeout = 8_000;

/** Asks through the gateway with an ordinary Bedrock client, as an application would. */
export function createChatService(options: ConnectionOptions, target: ChatTarget): ChatService {
  const client = new BedrockRuntimeClient({
    region: options.region,
    endpoint: target.url,
    requestHandler: { connectionTimeout: connectTimeout, requestTimeout: 0 },
    ...(target.token === undefined
      ? { credentials: options.credentials, profile: options.profile }
      : { token: { token: target.token }, authSchemePreference: ['httpBearerAuth'] }),
  });
  if (options.trace) client.middlewareStack.use(tracing(options.trace));
  if (target.apiKey !== undefined) addHeader(client, 'x-api-key', target.apiKey);
  return { ask: (question) => explained('asking the model', () => ask(client, question)) };
}

async function ask(client: BedrockRuntimeClient, question: Question): Promise<Answer> {
  const began = performance.now();
  const command = new ConverseStreamCommand({
    modelId: question.model,
    messages: question.messages.map(({ role, text }) => ({ role, content: [{ text }] })),
  });
  const response = await client.send(command, { abortSignal: question.signal });
  const answer = new AnswerParts(question.onText, began);
  const { requestId } = response.$metadata;
  try {
    for await (const event of response.stream ?? []) answer.take(event);
  } catch (error) {
    if (question.signal?.aborted) throw error;
    throw brokenOff(requestId, error);
  }
  return answer.finish(question.model, requestId);
}

/** The model said something, and then the stream ended early or with an exception. */
function brokenOff(requestId: string | undefined, cause?: unknown): GatewayError {
  const reason =
    cause instanceof Error ? cause.message : 'The stream ended before the model said that it had finished.';
  return new GatewayError('service', 'The answer broke off.', {
    reason,
    next: ['Ask again.'],
    requestId,
    cause,
  });
}

/** Puts an answer together from the events of a stream. */
class AnswerParts {
  #text = '';
  #first: number | undefined;
  #stopReason: string | undefined;
  #usage = { inputTokens: 0, outputTokens: 0 };

  constructor(
    private readonly onText: (text: string) => void,
    private readonly began: number,
  ) {}

  take(event: ConverseStreamOutput): void {
    const text = event.contentBlockDelta?.delta?.text;
    if (text !== undefined) {
      this.#first ??= performance.now();
      this.#text += text;
      this.onText(text);
    }
    this.#stopReason ??= event.messageStop?.stopReason;
    const usage = event.metadata?.usage;
    if (usage) this.#usage = { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 };
  }

  /** A stream that ends without saying why it stopped was cut off: that is no complete answer. */
  finish(model: string, requestId: string | undefined): Answer {
    if (this.#stopReason === undefined) throw brokenOff(requestId);
    const now = performance.now();
    return {
      model,
      text: this.#text,
      stopReason: this.#stopReason,
      ...this.#usage,
      timeToFirstToken: Math.round((this.#first ?? now) - this.began),
      duration: Math.round(now - this.began),
      requestId,
    };
  }
}

function addHeader(client: BedrockRuntimeClient, name: string, value: string): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      request.headers[name] = value;
      return next(args);
    },
    { step: 'build', name: 'aigwHeader' },
  );
}
