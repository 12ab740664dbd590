import type { Expression } from './expression.js';
import { malformedQuery } from './malformed-query.js';
import type { QueryReader } from './query-reader.js';
import { Instant, numberOf, textOf, type Value } from './values.js';

type Function = (...values: Value[]) => Value;

const text =
  (change: (text: string) => Value): Function =>
  (value) => {
    const found = textOf(value);
    return found === undefined ? undefined : change(found);
  };

const number =
  (change: (value: number) => number): Function =>
  (value) => {
    const found = numberOf(value);
    return found === undefined ? undefined : change(found);
  };

const functions: Readonly<Record<string, Function>> = {
  ispresent: (value) => value !== undefined,
  isempty: (value) => value === undefined || value === '',
  isblank: (value) => value === undefined || String(value).trim() === '',
  coalesce: (...values) => values.find((value) => value !== undefined),
  concat: (...values) => values.map((value) => textOf(value) ?? '').join(''),
  strlen: text((value) => value.length),
  tolower: text((value) => value.toLowerCase()),
  toupper: text((value) => value.toUpperCase()),
  trim: text((value) => value.trim()),
  strcontains: (value, part) => (textOf(value)?.includes(textOf(part) ?? '') ? 1 : 0),
  abs: number(Math.abs),
  ceil: number(Math.ceil),
  floor: number(Math.floor),
  sqrt: number(Math.sqrt),
  greatest: (...values) => extreme(values, Math.max),
  least: (...values) => extreme(values, Math.min),
};

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A function whose name and opening parenthesis were read. */
export function readFunction(
  reader: QueryReader,
  name: string,
  readArgument: (reader: QueryReader) => Expression,
): Expression {
  if (name === 'bin') return readBin(reader, (row) => row.get('@timestamp'));
  if (name === 'datefloor') {
    const time = readArgument(reader);
    reader.expect(',');
    return readBin(reader, time);
  }
  const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!call) {
    const at = reader.position;
    throw malformedQuery(`unknown or unsupported function ${name}`, at, at);
  }
  const values: Expression[] = [];
  if (!reader.take(')')) {
    do values.push(readArgument(reader));
    while (reader.take(','));
    reader.expect(')');
  }
  return (row) => call(...values.map((value) => value(row)));
}

/** `5m)`: times are cut down to the beginning of their period. */
function readBin(reader: QueryReader, time: Expression): Expression {
  const count = reader.number() ?? 1;
  const unit = /^(ms|s|m|h|d|w)/.exec(reader.word() ?? '')?.[1];
  if (unit === undefined) throw reader.unexpected();
  reader.expect(')');
  const length = count * (units[unit] ?? 1);
  return (row) => {
    const ms = numberOf(time(row));
    return ms === undefined ? undefined : new Instant(Math.floor(ms / length) * length);
  };
}

function extreme(values: readonly Value[], choose: (...numbers: number[]) => number): Value {
  const numbers = values.flatMap((value) => numberOf(value) ?? []);
  return numbers.length === 0 ? undefined : choose(...numbers);
}
