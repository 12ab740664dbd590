import type { Expression } from './expression.js';
import { malformedQuery } from './malformed-query.js';
import type { QueryReader } from './query-reader.js';
import { compareValues, numberOf, textOf, type QueryRow, type Value } from './values.js';

/** A function of `stats`: makes one value of the rows of a group. */
export type Aggregate = (rows: readonly QueryRow[]) => Value;

const overNumbers: Readonly<Record<string, (numbers: readonly number[]) => Value>> = {
  sum: (numbers) => numbers.reduce((sum, value) => sum + value, 0),
  avg: (numbers) => mean(numbers),
  stddev: (numbers) => deviation(numbers),
};

/** `count(*)`, `avg(x)`, `pct(x, 99)` … whose name and opening parenthesis were read. */
export function readAggregate(
  reader: QueryReader,
  name: string,
  readArgument: (reader: QueryReader) => Expression,
): Aggregate {
  if (name === 'count' && (reader.take('*') || reader.nextIs(')'))) {
    reader.expect(')');
    return (rows) => rows.length;
  }
  const begin = reader.position;
  const argument = readArgument(reader);
  const percent = name === 'pct' ? readPercent(reader) : 0;
  reader.expect(')');
  const combine = Object.hasOwn(overNumbers, name) ? overNumbers[name] : undefined;
  if (combine) return (rows) => combine(numbersOf(rows, argument));
  switch (name) {
    case 'count':
      return (rows) => rows.filter((row) => argument(row) !== undefined).length;
    case 'count_distinct':
      return (rows) => new Set(rows.flatMap((row) => textOf(argument(row)) ?? [])).size;
    case 'min':
      return (rows) => extreme(rows, argument, -1);
    case 'max':
      return (rows) => extreme(rows, argument, 1);
    case 'pct':
      return (rows) => percentile(numbersOf(rows, argument), percent);
    default:
      throw malformedQuery(`unknown or unsupported stats function ${name}`, begin, begin);
  }
}

function readPercent(reader: QueryReader): number {
  reader.expect(',');
  const percent = reader.number();
  if (percent === undefined || percent > 100) throw reader.unexpected();
  return percent;
}

function numbersOf(rows: readonly QueryRow[], argument: Expression): number[] {
  return rows.flatMap((row) => numberOf(argument(row)) ?? []);
}

function extreme(rows: readonly QueryRow[], argument: Expression, sign: 1 | -1): Value {
  let found: Value;
  for (const row of rows) {
    const value = argument(row);
    if (found === undefined || sign * (compareValues(value, found) ?? 0) > 0) found = value ?? found;
  }
  return found;
}

function mean(numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) return undefined;
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function deviation(numbers: readonly number[]): number | undefined {
  const middle = mean(numbers);
  if (middle === undefined) return undefined;
  return Math.sqrt(mean(numbers.map((value) => (value - middle) ** 2)) ?? 0);
}

/** By the nearest rank; the service's own way is not documented. */
function percentile(numbers: readonly number[], percent: number): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
