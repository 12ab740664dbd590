import { readExpression, type Test } from './boolean-expression.js';
import { readComparison } from './comparison.js';
import type { CompiledFilterPattern } from './compiled-pattern.js';
import { readSelector, type JsonSelector, type Nodes } from './json-selector.js';
import { invalidPattern } from './pattern-error.js';
import { PatternReader } from './pattern-reader.js';

/**
 * A pattern for JSON events: `{ $.status >= 500 && $.path = "/model*" }` (CWL/FilterAndPatternSyntax). An event that is not JSON
 * never matches.
 *
 * @throws AwsError InvalidParameterException
 */
export function compileJsonPattern(text: string): CompiledFilterPattern {
  const reader = new PatternReader(text);
  const selectors: JsonSelector[] = [];
  reader.expect('{');
  const test = readExpression(reader, () => readCondition(reader, selectors));
  reader.skipSpace();
  if (reader.atEnd) throw invalidPattern("If a filter pattern starts with '{' it must end with '}'");
  reader.expect('}');
  reader.skipSpace();
  if (!reader.atEnd) throw reader.unexpected();
  return {
    matches: (message) => {
      const document = parseJson(message);
      return document !== undefined && test(document);
    },
    extract: (message) => extractSelected(message, selectors),
  };
}

function readCondition(reader: PatternReader, selectors: JsonSelector[]): Test<unknown> {
  const selector = readSelector(reader);
  selectors.push(selector);
  const fits = readNodeTest(reader);
  return (document) => fits(selector.select(document));
}

function readNodeTest(reader: PatternReader): Test<Nodes> {
  reader.skipSpace();
  const keyword = reader.match(/(?:IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS|EXISTS)\b/y)?.replace(/\s+/g, ' ');
  switch (keyword) {
    case 'IS NULL':
      return (nodes) => nodes.some((node) => node === null);
    case 'IS TRUE':
      return (nodes) => nodes.some((node) => node === true);
    case 'IS FALSE':
      return (nodes) => nodes.some((node) => node === false);
    case 'NOT EXISTS':
      return (nodes) => nodes.length === 0;
    case 'EXISTS':
      return (nodes) => nodes.length > 0;
    default: {
      const comparison = readComparison(reader);
      return (nodes) => nodes.some((node) => comparison.fits(node));
    }
  }
}

/** The event as JSON object or array, or undefined when it is neither. */
function parseJson(message: string): unknown {
  const first = /\S/.exec(message)?.[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function extractSelected(message: string, selectors: readonly JsonSelector[]): Record<string, string> {
  const document = parseJson(message);
  const found: Record<string, string> = {};
  for (const selector of selectors) {
    const [node] = selector.select(document);
    if (node !== undefined) found[selector.text] = typeof node === 'string' ? node : JSON.stringify(node);
  }
  return found;
}
