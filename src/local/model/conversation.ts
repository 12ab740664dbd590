import { invalid } from './bedrock-errors.js';
import { numberOf, objectOf, objectsOf, stringOf, type JsonObject } from './model-request.js';
import { countTokens } from './tokens.js';

/** The parts of a Converse request that the local model answers to. */
export interface Conversation {
  /** The text of the last message. */
  readonly prompt: string;
  /** How many times the user has spoken. */
  readonly turns: number;
  readonly lastHasToolResult: boolean;
  readonly tokens: InputTokens;
  readonly maxTokens: number | undefined;
  readonly stopSequences: readonly string[];
}

/** Input tokens, as Bedrock divides them: `input` excludes what was read from or written to the prompt cache. */
export interface InputTokens {
  readonly input: number;
  /** Present when the request has a cache point. */
  readonly cache?: { readonly read: number; readonly write: number };
}

/**
 * Reads and validates a Converse request.
 *
 * @throws AwsError ValidationException, worded as Bedrock words it
 */
export function readConversation(body: JsonObject): Conversation {
  const messages = objectsOf(body['messages']);
  checkMessages(messages);
  const inference = objectOf(body['inferenceConfig']);
  const last = objectsOf(messages.at(-1)?.['content']);
  return {
    prompt: last.map(textOfBlock).join('\n'),
    turns: messages.filter(({ role }) => role === 'user').length,
    lastHasToolResult: last.some((block) => 'toolResult' in block),
    tokens: countInput(body),
    maxTokens: checkRange(inference, 'maxTokens', 1),
    stopSequences: stopSequencesOf(inference),
  };
}

function stopSequencesOf(inference: JsonObject): readonly string[] {
  checkRange(inference, 'temperature', 0, 1);
  checkRange(inference, 'topP', 0, 1);
  const given = inference['stopSequences'];
  return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
}

function checkMessages(messages: readonly JsonObject[]): void {
  if (messages[0]?.['role'] !== 'user') {
    throw invalid(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  }
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) {
      throw invalid(
        'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
      );
    }
    checkContent(objectsOf(content), index);
  }
}

function checkContent(content: readonly JsonObject[], message: number): void {
  if (content.length === 0) {
    throw invalid(
      `The content field in the Message object at messages.${message} is empty. Add a ContentBlock object to the content field and try again.`,
    );
  }
  for (const [index, { text }] of content.entries()) {
    if (typeof text === 'string' && text.trim() === '') {
      throw invalid(
        `The text field in the ContentBlock object at messages.${message}.content.${index} is blank. Add text to the text field, and try again.`,
      );
    }
  }
}

function checkRange(inference: JsonObject, name: string, least: number, most = Infinity): number | undefined {
  const value = numberOf(inference[name]);
  if (value === undefined) return undefined;
  const broken =
    value < least
      ? `greater than or equal to ${least}`
      : value > most
        ? `less than or equal to ${most}`
        : undefined;
  if (broken === undefined) return value;
  throw invalid(
    `1 validation error detected: Value '${value}' at 'inferenceConfig.${name}' failed to satisfy constraint: Member must have value ${broken}`,
  );
}

/**
 * Counts system prompt, messages and tools in the order in which Bedrock caches them. Nothing is remembered between
 * requests: what comes before the last cache point counts as written, and before an earlier one as read.
 */
export function countInput(body: JsonObject): InputTokens {
  const blocks = [
    ...objectsOf(objectOf(body['toolConfig'])['tools']),
    ...objectsOf(body['system']),
    ...objectsOf(body['messages']).flatMap(({ content }) => objectsOf(content)),
  ];
  const sections = [0];
  for (const block of blocks) {
    if ('cachePoint' in block) sections.push(0);
    else sections.push((sections.pop() ?? 0) + countTokens(textOfBlock(block)));
  }
  const input = sections.pop() ?? 0;
  const write = sections.pop();
  if (write === undefined) return { input };
  return { input, cache: { read: sections.reduce((sum, tokens) => sum + tokens, 0), write } };
}

/** The text of a block of any kind: tool results and specifications count by their JSON. */
function textOfBlock(block: JsonObject): string {
  const { text, toolUse, toolResult, toolSpec, guardContent } = block;
  if (typeof text === 'string') return text;
  const guarded = stringOf(objectOf(objectOf(guardContent)['text'])['text']);
  if (guarded !== undefined) return guarded;
  const structured = toolUse ?? toolResult ?? toolSpec;
  return structured === undefined ? '' : JSON.stringify(structured);
}
