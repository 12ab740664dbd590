import { isBedrockError, type BedrockErrorCode } from './bedrock-errors.js';

/** What a prompt asks of the model besides an answer: `[[…]]` in its text. See docs/local-model.md. */
export interface Directives {
  /** `[[error CODE]]`, `[[error CODE times N key K]]`, `[[error CODE retry-after SECONDS]]` */
  readonly error?: ErrorDirective;
  /** `[[first-byte 2s]]`: milliseconds before anything is sent. */
  readonly firstByteMs?: number;
  /** `[[slow 200ms]]`: milliseconds between chunks. */
  readonly slowMs?: number;
  /** `[[chunks 10000]]`: the answer is that many numbers, one a chunk. */
  readonly chunks?: number;
  /** `[[size 3MB]]`: the answer is that many bytes. */
  readonly size?: number;
  /** `[[break after 3]]`: the connection is cut after so many chunks. */
  readonly breakAfter?: number;
  /** `[[exception CODE after 2]]`: an exception frame after so many chunks. */
  readonly exception?: { readonly code: BedrockErrorCode; readonly after: number };
  /** `[[tool NAME]]`: the answer uses that tool. */
  readonly tool?: string;
}

export interface ErrorDirective {
  readonly code: BedrockErrorCode;
  /** Only the first so many requests with this key fail. */
  readonly times?: number;
  readonly key: string;
  /** Value of a `Retry-After` header. */
  readonly retryAfter?: string;
}

const DIRECTIVE = /\[\[([^[\]]{1,200})\]\]/g;
const MAX_CHUNKS = 1_000_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads the directives in a text. What is not a directive is left alone: it may be meant for a model. */
export function readDirectives(text: string): Directives {
  const found: { -readonly [Name in keyof Directives]: Directives[Name] } = {};
  for (const [, inside = ''] of text.matchAll(DIRECTIVE)) Object.assign(found, readOne(inside.trim()));
  return found;
}

/** The text without its directives. */
export function withoutDirectives(text: string): string {
  return text.replace(DIRECTIVE, (whole, inside: string) => (isDirective(inside) ? '' : whole));
}

function isDirective(inside: string): boolean {
  return Object.keys(readOne(inside.trim())).length > 0;
}

function readOne(inside: string): Directives {
  const [name = '', ...words] = inside.split(/\s+/);
  return READERS[name]?.(words, inside) ?? {};
}

type Reader = (words: readonly string[], inside: string) => Directives | undefined;

const READERS: Partial<Record<string, Reader>> = Object.assign(Object.create(null) as object, {
  error: (words: readonly string[], inside: string) => readError(words, inside),
  'first-byte': ([value]: readonly string[]) => named('firstByteMs', duration(value)),
  slow: ([value]: readonly string[]) => named('slowMs', duration(value)),
  chunks: ([value]: readonly string[]) => named('chunks', count(value, MAX_CHUNKS)),
  size: ([value]: readonly string[]) => named('size', bytes(value)),
  break: (words: readonly string[]) => named('breakAfter', count(valueAfter(words, 'after'), MAX_CHUNKS)),
  exception: (words: readonly string[]) => readException(words),
  tool: ([value]: readonly string[]) => named('tool', value),
});

function named<Name extends keyof Directives>(name: Name, value: Directives[Name]): Directives | undefined {
  return value === undefined ? undefined : { [name]: value };
}

function readError(words: readonly string[], inside: string): Directives | undefined {
  const [code = ''] = words;
  if (!isBedrockError(code)) return undefined;
  const times = count(valueAfter(words, 'times'), MAX_CHUNKS);
  const retryAfter = valueAfter(words, 'retry-after');
  return {
    error: {
      code,
      key: valueAfter(words, 'key') ?? inside,
      ...(times === undefined ? {} : { times }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  };
}

function readException(words: readonly string[]): Directives | undefined {
  const code = words.find((word) => word !== 'mid-stream') ?? '';
  return isBedrockError(code)
    ? { exception: { code, after: count(valueAfter(words, 'after'), MAX_CHUNKS) ?? 0 } }
    : undefined;
}

function valueAfter(words: readonly string[], name: string): string | undefined {
  const place = words.indexOf(name);
  return place < 0 ? undefined : words[place + 1];
}

function count(value: string | undefined, most: number): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Math.min(Number(value), most) : undefined;
}

function duration(value: string | undefined): number | undefined {
  const [, number, unit] = /^(\d{1,6})(ms|s)$/.exec(value ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 's' ? 1000 : 1);
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 * 1024 };

function bytes(value: string | undefined): number | undefined {
  const [, number, unit = 'B'] = /^(\d{1,9})(B|KB|MB)?$/.exec(value ?? '') ?? [];
  return number === undefined ? undefined : Math.min(Number(number) * (UNITS[unit] ?? 1), MAX_BYTES);
}
