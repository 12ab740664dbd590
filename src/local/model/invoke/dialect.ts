import type { ResolvedModel } from '../catalog.js';
import type { Completion } from '../completion.js';
import type { JsonObject } from '../model-request.js';

/** What a model's own request says, whatever its shape. */
export interface NativePrompt {
  readonly prompt: string;
  readonly turns: number;
  readonly inputTokens: number;
  readonly maxTokens: number | undefined;
  readonly stopSequences: readonly string[];
}

/** What a dialect makes its answer from. */
export interface NativeReply {
  readonly model: ResolvedModel;
  readonly input: NativePrompt;
  readonly completion: Completion;
}

/** How the models of one family write requests and answers in InvokeModel. */
export interface Dialect {
  /** @throws AwsError ValidationException for what the model would refuse */
  read(body: JsonObject): NativePrompt;
  /** The answer as one document. */
  whole(reply: NativeReply): JsonObject;
  /** The answer as the documents of a stream. Those with `isChunk` carry text. */
  parts(reply: NativeReply): Iterable<NativePart>;
}

export interface NativePart {
  readonly document: JsonObject;
  readonly isChunk: boolean;
}

export function chunk(document: JsonObject): NativePart {
  return { document, isChunk: true };
}

export function note(document: JsonObject): NativePart {
  return { document, isChunk: false };
}
