import { readExpression, type Test } from './boolean-expression.js';
import { readComparison } from './comparison.js';
import type { CompiledFilterPattern } from './compiled-pattern.js';
import { invalidPattern } from './pattern-error.js';
import { PatternReader } from './pattern-reader.js';

interface Field {
  readonly name: string;
  readonly test?: Test<string>;
}

interface Layout {
  /** Fields before `...`, or all of them. */
  readonly head: readonly Field[];
  /** Fields after `...`; absent where the pattern has none. */
  readonly tail?: readonly Field[];
}

const NAME = /[\p{L}\p{N}_.-]+/uy;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * A pattern for events of fields between blanks: `[ip, user, ..., status = 4*, bytes > 1000]` (CWL/FilterAndPatternSyntax). An event
 * matches when it has as many fields, `...` standing for any number of them.
 *
 * @throws AwsError InvalidParameterException
 */
export function compileDelimitedPattern(text: string): CompiledFilterPattern {
  const layout = readLayout(new PatternReader(text));
  return {
    matches: (message) => placeFields(layout, splitFields(message)) !== undefined,
    extract: (message) => placeFields(layout, splitFields(message)) ?? {},
  };
}

function readLayout(reader: PatternReader): Layout {
  reader.expect('[');
  const head: Field[] = [];
  let tail: Field[] | undefined;
  do {
    reader.skipSpace();
    if (reader.take('...')) {
      if (tail) throw invalidPattern();
      tail = [];
    } else (tail ?? head).push(readField(reader));
    reader.skipSpace();
  } while (reader.take(','));
  if (reader.atEnd) throw invalidPattern("If a filter pattern starts with '[' it must end with ']'");
  reader.expect(']');
  reader.skipSpace();
  if (!reader.atEnd) throw reader.unexpected();
  return tail ? { head, tail } : { head };
}

/** A name alone, or conditions on it: `status = 4* || status = 5*`. All of a field's conditions name the same field. */
function readField(reader: PatternReader): Field {
  const names = new Set<string>();
  let bare = false;
  const test = readExpression<string>(reader, () => {
    const name = reader.match(NAME);
    if (name === undefined) throw reader.unexpected();
    names.add(name);
    reader.skipSpace();
    if (/[=!<>]/.test(reader.peek())) return readFieldTest(reader);
    bare = true;
    return () => true;
  });
  const [name = '', other] = names;
  if (other !== undefined) throw invalidPattern('the conditions of a field must name that field');
  return bare ? { name } : { name, test };
}

/** Fields are text; what looks like a number compares with numbers as a number. */
function readFieldTest(reader: PatternReader): Test<string> {
  const comparison = readComparison(reader);
  return (field) => comparison.fits(comparison.numeric && NUMBER.test(field) ? Number(field) : field);
}

/** Blanks separate fields; what is between brackets or double quotes is one field. */
function splitFields(message: string): string[] {
  const fields: string[] = [];
  for (const [, bracketed, quoted, plain] of message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)) {
    fields.push(bracketed ?? quoted ?? plain ?? '');
  }
  return fields;
}

/** The fields by name, or undefined where the event does not fit. Fields in place of `...` go by their number. */
function placeFields({ head, tail }: Layout, fields: readonly string[]): Record<string, string> | undefined {
  const named = head.length + (tail?.length ?? 0);
  if (fields.length < named || (!tail && fields.length !== named)) return undefined;
  const tailStart = fields.length - (tail?.length ?? 0);
  const placed: Record<string, string> = {};
  for (const [index, value] of fields.entries()) {
    const field = index < head.length ? head[index] : tail?.[index - tailStart];
    if (field?.test && !field.test(value)) return undefined;
    placed[`$${field?.name ?? String(index + 1)}`] = value;
  }
  return placed;
}
