import { isAlias, isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import { validationError } from '../errors.js';
import type { Json, JsonObject } from './document.js';

/** Short forms of the intrinsic functions that are not simply `Fn::` and the tag's name. */
const bareTags = new Set(['Ref', 'Condition', 'Transform']);

/**
 * Reads a template body, JSON or YAML with the short forms (`!Ref`, `!Sub` …), into plain JSON.
 *
 * @throws ValidationError `Template format error: …` when it is neither
 */
export function parseTemplateBody(body: string): JsonObject {
  const parsed = body.trimStart().startsWith('{') ? parseJson(body) : parseYaml(body);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw validationError('Template format error: unsupported structure.');
  }
  refuseNulls(parsed, '');
  return parsed;
}

function parseJson(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    // A flow-style YAML document also starts with a brace.
    return parseYaml(body, 'JSON');
  }
}

function parseYaml(body: string, format = 'YAML'): Json {
  const document = parseDocument(body, {
    version: '1.1',
    merge: false,
    logLevel: 'silent',
    uniqueKeys: true,
  });
  const error = document.errors[0];
  if (error) {
    const at = error.linePos?.[0];
    const where = at ? ` (line ${String(at.line)}, column ${String(at.col)})` : '';
    throw validationError(`Template format error: ${format} not well-formed.${where}`);
  }
  return toJson(document.contents);
}

function toJson(node: unknown): Json {
  const value = withoutTag(node);
  const tag = (node as Node | null)?.tag;
  return typeof tag === 'string' && tag.startsWith('!') ? fromShortForm(tag.slice(1), value) : value;
}

function withoutTag(node: unknown): Json {
  if (isAlias(node))
    throw validationError('Template error: YAML aliases are not allowed in CloudFormation templates');
  if (isSeq(node)) return node.items.map(toJson);
  if (isMap(node)) return Object.fromEntries(node.items.map((pair) => [keyOf(pair.key), toJson(pair.value)]));
  if (isScalar(node)) return scalarValue(node.value, node.source);
  return null;
}

function keyOf(key: unknown): string {
  if (isScalar(key)) return typeof key.source === 'string' ? key.source : String(key.value);
  throw validationError('Template format error: unsupported structure.');
}

/** CloudFormation reads YAML 1.1 without its dates and other special types, and takes `y` and `n` for text (CFN/template-formats). */
function scalarValue(value: unknown, source: string | undefined): Json {
  const special = typeof value === 'object' && value !== null;
  const letter = typeof value === 'boolean' && source?.length === 1;
  return (special || letter || typeof value === 'bigint') && source !== undefined ? source : (value as Json);
}

function fromShortForm(tag: string, value: Json): Json {
  const name = bareTags.has(tag) ? tag : `Fn::${tag}`;
  if (tag === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return { [name]: dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [name]: value };
}

/** AWS names the place of a null (LS test_validations). */
function refuseNulls(value: Json, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) refuseNulls(item, `${path}/${key}`);
}
