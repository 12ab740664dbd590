import type { PatternReader } from './pattern-reader.js';

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'] as const;
type Operator = (typeof OPERATORS)[number];

/** Characters of a value that is not quoted. */
const BARE_VALUE = /[\p{L}\p{N}_.*+\-:/@#$]+/uy;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The right side of a comparison and how it compares. */
export interface Comparison {
  /** Whether the right side is a number. */
  readonly numeric: boolean;
  /** Compares with a value of the event; what is neither text, number nor boolean never fits. */
  fits(value: unknown): boolean;
}

/** Reads an operator and a value: `>= 500`, `= "text*"`, `!= %regex%`, `= word`. */
export function readComparison(reader: PatternReader): Comparison {
  reader.skipSpace();
  const operator = OPERATORS.find((candidate) => reader.take(candidate));
  if (!operator) throw reader.unexpected();
  reader.skipSpace();
  const regex = reader.regex();
  if (regex) return compareText(operator, reader, (text) => regex.test(text));
  const quoted = reader.quoted();
  if (quoted !== undefined) return compareText(operator, reader, wildcardMatcher(quoted));
  const bare = reader.match(BARE_VALUE);
  if (bare === undefined) throw reader.unexpected();
  if (!NUMBER.test(bare)) return compareText(operator, reader, wildcardMatcher(bare));
  return compareNumber(operator, bare);
}

function compareText(operator: Operator, reader: PatternReader, fits: (text: string) => boolean): Comparison {
  if (operator !== '=' && operator !== '!=') throw reader.unexpected();
  const wanted = operator === '=';
  return {
    numeric: false,
    fits: (value) => {
      const text = textOf(value);
      return text !== undefined && fits(text) === wanted;
    },
  };
}

/** A number compares as a number; with text that is no number it can only be equal or not. */
function compareNumber(operator: Operator, bare: string): Comparison {
  const wanted = Number(bare);
  return {
    numeric: true,
    fits: (value) => {
      if (typeof value === 'number') return compares(operator, value, wanted);
      if (typeof value !== 'string' && typeof value !== 'boolean') return false;
      if (operator === '=') return String(value) === bare;
      return operator === '!=' && String(value) !== bare;
    },
  };
}

function compares(operator: Operator, value: number, wanted: number): boolean {
  switch (operator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '>':
      return value > wanted;
    case '<':
      return value < wanted;
    case '>=':
      return value >= wanted;
    case '<=':
      return value <= wanted;
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** `*` stands for any text, also for none. */
function wildcardMatcher(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern;
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    return inOrder(text.slice(first.length, text.length - last.length), middle);
  };
}

function inOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return true;
}
