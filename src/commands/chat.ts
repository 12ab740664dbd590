import { Args, Flags } from '@oclif/core';
import { converse } from '../cli/conversation.js';
import { GatewayCommand, type Target } from '../cli/gateway-command.js';
import { modelFlag } from '../cli/model-flag.js';
import type { Answer, ChatService } from '../gateway/chat/chat-service.js';
import { refusedByGateway } from '../gateway/chat/refused.js';
import { chatThroughControlPlane } from '../gateway/chat/through-control-plane.js';
import { unreachablePrivateGateway } from '../gateway/chat/unreachable.js';
import {
  askedOfClients,
  defaultModel,
  type ClientCredentials,
} from '../gateway/client/client-credentials.js';
import { GatewayError } from '../gateway/errors.js';
import { gatewayParts, type GatewayParts } from '../gateway/stack/gateway-outputs.js';
import { reachableUrl } from '../gateway/stack/reachable-url.js';
import { existingStack } from '../gateway/stack/status.js';
import { renderAnswerFigures } from '../terminal/chat.js';
import { canAsk } from '../terminal/prompts.js';
import { sanitized } from '../terminal/sanitize.js';

export default class Chat extends GatewayCommand {
  static override summary = 'Ask a model through the gateway and watch the answer arrive.';
  static override description = `Without a prompt it is a conversation: Ctrl-C stops an answer, Ctrl-D ends it.
Where the gateway authorizes clients, the token is read from AWS_BEARER_TOKEN_BEDROCK, an API key from AIGW_API_KEY.`;

  static override examples = [
    '<%= config.bin %> chat --local "What is an AI gateway?"',
    'echo "Say hello" | <%= config.bin %> chat -',
    '<%= config.bin %> chat --via control-plane "Are you there?"',
  ];

  static override args = {
    prompt: Args.string({ description: 'What to ask; - reads it from standard input.', required: false }),
  };

  static override flags = {
    model: modelFlag,
    via: Flags.option({
      description:
        'gateway: as a client does; control-plane: by TestInvokeMethod, where a private gateway cannot be reached.',
      options: ['gateway', 'control-plane'] as const,
      env: 'AIGW_VIA',
      default: 'gateway' as const,
    })(),
  };

  async run(): Promise<Answer | undefined> {
    const { args, flags } = await this.parse(Chat);
    const prompt = args.prompt === '-' ? await readAll(process.stdin) : args.prompt;
    if (prompt === undefined && (!canAsk() || this.jsonEnabled())) throw nothingToAsk();
    const target = await this.target(flags);
    const stack = await existingStack(target.connection, target.stackName);
    const gateway = gatewayParts(stack);
    const model = flags.model ?? defaultModel(stack);
    const service =
      flags.via === 'gateway'
        ? throughGateway(target, gateway, askedOfClients(stack))
        : chatThroughControlPlane(target.connection.apis, gateway);
    if (prompt !== undefined) return this.#askOnce(service, model, prompt);
    this.tell(`${model} through ${gateway.url}. Ctrl-C stops an answer, Ctrl-D ends.`);
    await converse((question) => service.ask({ ...question, model }));
    return undefined;
  }

  async #askOnce(service: ChatService, model: string, prompt: string): Promise<Answer> {
    if (prompt.trim() === '') throw nothingToAsk();
    let shown = false;
    const onText = (text: string) => {
      shown = true;
      if (!this.jsonEnabled()) process.stdout.write(sanitized(text));
    };
    const asking = service.ask({ model, messages: [{ role: 'user', text: prompt }], onText });
    const answer = await asking.finally(() => {
      if (shown) this.show('\n');
    });
    this.tell(renderAnswerFigures(answer));
    return answer;
  }
}

function throughGateway({ connection }: Target, gateway: GatewayParts, asks: ClientCredentials): ChatService {
  const service = connection.chat({
    url: reachableUrl(gateway, connection.endpoint),
    region: connection.region,
    token: process.env['AWS_BEARER_TOKEN_BEDROCK'],
    apiKey: process.env['AIGW_API_KEY'],
  });
  return {
    ask: (question) =>
      service.ask(question).catch((error: unknown) => {
        throw unreachablePrivateGateway(error, gateway) ?? refusedByGateway(error, asks) ?? error;
      }),
  };
}

function nothingToAsk(): GatewayError {
  return new GatewayError('usage', 'There is nothing to ask.', {
    reason: 'No prompt was given, and this is not a terminal for a conversation.',
    next: ['aigw chat "your question"', 'echo "your question" | aigw chat -'],
  });
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: string[] = [];
  // Decoded by the stream: a character may lie across two chunks.
  stream.setEncoding('utf8');
  for await (const part of stream) parts.push(String(part));
  return parts.join('').trimEnd();
}
