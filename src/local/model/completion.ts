import { createHash } from 'node:crypto';
import { readDirectives, withoutDirectives } from './directives.js';
import { countTokens, splitTokens } from './tokens.js';

/** What a completion depends on, whatever the operation that asked for it. */
export interface CompletionInput {
  /** What the user said last. */
  readonly prompt: string;
  /** How many times the user has spoken. */
  readonly turns: number;
  /** Branded name of the model that is asked. */
  readonly modelName: string;
  readonly inputTokens: number;
  readonly maxTokens?: number | undefined;
  readonly stopSequences?: readonly string[];
}

export interface Completion {
  /** The text as it is streamed; joined it is the whole answer. */
  readonly chunks: readonly string[];
  readonly outputTokens: number;
  readonly stopReason: 'end_turn' | 'max_tokens' | 'stop_sequence';
  /** The one that ended it. */
  readonly stopSequence?: string;
}

const QUOTED_LETTERS = 160;
const SIZED_CHUNK_BYTES = 4096;
/** One token in eight bytes, so that a text of a given size has a known number of tokens. */
const FILLER = '0123456 ';

const OPENINGS = [
  'Hello from your own machine!',
  'Good to hear from you!',
  'Here I am, right on your own machine.',
] as const;

const CLOSINGS = [
  'Ask me anything else; I answer the same question the same way every time.',
  'Ask again and you get exactly these words, which is what tests like about me.',
  'Same question, same words: I am as predictable as I am friendly.',
] as const;

/** Answers a prompt. The same input gives the same answer, always. */
export function complete(input: CompletionInput): Completion {
  const { chunks, size } = readDirectives(input.prompt);
  if (chunks !== undefined) return limited(input, numbers(chunks));
  if (size !== undefined) return limited(input, sized(size));
  return limited(input, splitTokens(friendlyAnswer(input)));
}

function friendlyAnswer(input: CompletionInput): string {
  const { prompt, turns, modelName, inputTokens } = input;
  const choice = createHash('sha256').update(prompt).digest();
  const sentences = [
    OPENINGS[choice.readUInt8(0) % OPENINGS.length],
    `I am the local model of aigw, standing in for ${modelName}.`,
    quotation(prompt),
    turns > 1 ? `This is turn ${turns} of our conversation.` : '',
    `I cannot think about it as a real model would, but your request made the whole journey: it was signed, checked, counted (${inputTokens} tokens) and answered in the wire format of Amazon Bedrock, and nothing left this machine.`,
    'When you want a real model, start the local AWS with --bedrock aws; your application stays as it is.',
    CLOSINGS[choice.readUInt8(1) % CLOSINGS.length],
  ];
  return sentences.filter(Boolean).join(' ');
}

function quotation(prompt: string): string {
  const letters = Array.from(withoutDirectives(prompt.slice(0, 4000)).replace(/\s+/g, ' ').trim());
  if (letters.length === 0) return '';
  const quoted =
    letters.length > QUOTED_LETTERS ? `${letters.slice(0, QUOTED_LETTERS).join('')}…` : letters.join('');
  return `${quoted.endsWith('?') ? 'You asked' : 'You wrote'}: “${quoted}”.`;
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? '1' : ` ${index + 1}`));
}

function sized(bytes: number): string[] {
  const chunk = FILLER.repeat(SIZED_CHUNK_BYTES / FILLER.length);
  const whole = Array.from({ length: Math.floor(bytes / SIZED_CHUNK_BYTES) }, () => chunk);
  const rest = bytes % SIZED_CHUNK_BYTES;
  return rest === 0 ? whole : [...whole, chunk.slice(0, rest)];
}

function limited({ maxTokens, stopSequences = [] }: CompletionInput, chunks: readonly string[]): Completion {
  const stopped = cutAtStopSequence(chunks, stopSequences);
  const counts = stopped.chunks.map(countTokens);
  const outputTokens = counts.reduce((sum, count) => sum + count, 0);
  if (maxTokens === undefined || outputTokens <= maxTokens) {
    const { stopSequence } = stopped;
    return stopSequence === undefined
      ? { chunks: stopped.chunks, outputTokens, stopReason: 'end_turn' }
      : { chunks: stopped.chunks, outputTokens, stopReason: 'stop_sequence', stopSequence };
  }
  // A chunk of a sized answer holds many tokens: cut inside it.
  const tokens = splitTokens(stopped.chunks.join('')).slice(0, maxTokens);
  return { chunks: tokens, outputTokens: maxTokens, stopReason: 'max_tokens' };
}

function cutAtStopSequence(chunks: readonly string[], stopSequences: readonly string[]) {
  if (stopSequences.length === 0) return { chunks };
  const text = chunks.join('');
  const found = stopSequences
    .map((sequence) => ({ sequence, at: text.indexOf(sequence) }))
    .filter(({ sequence, at }) => sequence !== '' && at >= 0)
    .sort((one, other) => one.at - other.at)[0];
  return found ? { chunks: splitTokens(text.slice(0, found.at)), stopSequence: found.sequence } : { chunks };
}
