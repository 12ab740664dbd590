import { readFunction } from './functions.js';
import type { QueryReader } from './query-reader.js';
import { compareValues, numberOf, textOf, type QueryRow, type Value } from './values.js';

/** An expression ready to be evaluated. */
export type Expression = (row: QueryRow) => Value;

/** `a and b or not c`, comparisons, arithmetic, functions, fields, values. */
export function readExpression(reader: QueryReader): Expression {
  let left = readConjunction(reader);
  while (reader.takeWord('or')) {
    const [first, second] = [left, readConjunction(reader)];
    left = (row) => isTrue(first(row)) || isTrue(second(row));
  }
  return left;
}

export function isTrue(value: Value): boolean {
  return value === true || value === 'true';
}

function readConjunction(reader: QueryReader): Expression {
  let left = readNegation(reader);
  while (reader.takeWord('and')) {
    const [first, second] = [left, readNegation(reader)];
    left = (row) => isTrue(first(row)) && isTrue(second(row));
  }
  return left;
}

function readNegation(reader: QueryReader): Expression {
  if (!reader.takeWord('not')) return readComparison(reader);
  const test = readNegation(reader);
  return (row) => !isTrue(test(row));
}

type Test = (order: number) => boolean;
const comparisons: readonly (readonly [string, Test])[] = [
  ['!=', (order) => order !== 0],
  ['>=', (order) => order >= 0],
  ['<=', (order) => order <= 0],
  ['=', (order) => order === 0],
  ['>', (order) => order > 0],
  ['<', (order) => order < 0],
];

function readComparison(reader: QueryReader): Expression {
  const left = readSum(reader);
  if (reader.take('=~')) return readLike(reader, left);
  for (const [mark, test] of comparisons) {
    if (!reader.take(mark)) continue;
    const right = readSum(reader);
    return (row) => {
      const order = compareValues(left(row), right(row));
      return order !== undefined && test(order);
    };
  }
  const negated = reader.takeWord('not') !== undefined;
  const word = reader.takeWord('like', 'in');
  if (word === undefined) {
    if (negated) throw reader.unexpected();
    return left;
  }
  const test = word === 'like' ? readLike(reader, left) : readIn(reader, left);
  return negated ? (row) => !isTrue(test(row)) : test;
}

/** A regular expression, or text that is to be in the value. */
function readLike(reader: QueryReader, left: Expression): Expression {
  const regex = reader.regex();
  const part = regex ? undefined : reader.string();
  if (!regex && part === undefined) throw reader.unexpected();
  return (row) => {
    const text = textOf(left(row));
    return text !== undefined && (regex?.test(text) ?? text.includes(part ?? ''));
  };
}

function readIn(reader: QueryReader, left: Expression): Expression {
  reader.expect('[');
  const values: Expression[] = [];
  do values.push(readSum(reader));
  while (reader.take(','));
  reader.expect(']');
  return (row) => {
    const value = left(row);
    return values.some((candidate) => compareValues(value, candidate(row)) === 0);
  };
}

type Operation = (a: number, b: number) => number;

function readSum(reader: QueryReader): Expression {
  return readOperations(reader, readProduct, { '+': (a, b) => a + b, '-': (a, b) => a - b });
}

function readProduct(reader: QueryReader): Expression {
  const operations = {
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
    '%': (a: number, b: number) => a % b,
  };
  return readOperations(reader, readOperand, operations);
}

function readOperations(
  reader: QueryReader,
  readSide: (reader: QueryReader) => Expression,
  operations: Readonly<Record<string, Operation>>,
): Expression {
  let left = readSide(reader);
  for (;;) {
    const found = Object.entries(operations).find(([mark]) => reader.take(mark));
    if (!found) return left;
    const [first, second, operation] = [left, readSide(reader), found[1]];
    left = (row) => {
      const [a, b] = [numberOf(first(row)), numberOf(second(row))];
      if (a === undefined || b === undefined) return undefined;
      const result = operation(a, b);
      return Number.isFinite(result) ? result : undefined;
    };
  }
}

function readOperand(reader: QueryReader): Expression {
  if (reader.take('(')) {
    const inner = readExpression(reader);
    reader.expect(')');
    return inner;
  }
  if (reader.take('-')) {
    const operand = readOperand(reader);
    return (row) => {
      const value = numberOf(operand(row));
      return value === undefined ? undefined : -value;
    };
  }
  const constant = reader.string() ?? reader.number();
  if (constant !== undefined) return () => constant;
  const name = reader.functionName();
  if (name !== undefined) return readFunction(reader, name, readExpression);
  const field = reader.field();
  if (field === undefined) throw reader.unexpected();
  return (row) => row.get(field);
}
