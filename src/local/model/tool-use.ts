import { createHash } from 'node:crypto';
import type { Conversation } from './conversation.js';
import { readDirectives } from './directives.js';
import { objectOf, objectsOf, stringOf, type JsonObject } from './model-request.js';

/** A tool that the model asks its caller to run. */
export interface ToolCall {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: object;
}

/**
 * The tool the local model uses: the one that the prompt or `toolChoice` names, or the first when `toolChoice` is `any`.
 * After a tool result it answers in words.
 */
export function chooseTool(toolConfig: unknown, conversation: Conversation): ToolCall | undefined {
  const specifications = objectsOf(objectOf(toolConfig)['tools']).map(({ toolSpec }) => objectOf(toolSpec));
  if (specifications.length === 0 || conversation.lastHasToolResult) return undefined;
  const choice = objectOf(objectOf(toolConfig)['toolChoice']);
  const wanted = readDirectives(conversation.prompt).tool ?? stringOf(objectOf(choice['tool'])['name']);
  const chosen =
    wanted === undefined && 'any' in choice
      ? specifications[0]
      : specifications.find(({ name }) => name === wanted);
  const name = stringOf(chosen?.['name']);
  if (chosen === undefined || name === undefined) return undefined;
  const digest = createHash('sha256').update(name).update(conversation.prompt).digest('hex');
  const schema = objectOf(objectOf(chosen['inputSchema'])['json']);
  return { toolUseId: `tooluse_${digest.slice(0, 22)}`, name, input: exampleOf(schema) };
}

/** A value for each required property of a schema: enough for a caller to go on with. */
function exampleOf(schema: JsonObject): object {
  const properties = objectOf(schema['properties']);
  const required = Array.isArray(schema['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : [];
  return Object.fromEntries(required.map((name) => [name, valueFor(objectOf(properties[name]))]));
}

function valueFor(schema: JsonObject): unknown {
  const [firstChoice] = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [];
  if (firstChoice !== undefined) return firstChoice;
  if (schema['type'] === 'object') return exampleOf(schema);
  const examples: Readonly<Record<string, unknown>> = {
    number: 1,
    integer: 1,
    boolean: true,
    array: [],
    null: null,
  };
  const type = stringOf(schema['type']) ?? 'string';
  return Object.hasOwn(examples, type) ? examples[type] : 'example';
}
