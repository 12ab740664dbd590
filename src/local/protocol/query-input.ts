import type { NormalizedSchema } from '@smithy/core/schema';
import { fromBase64 } from '@smithy/core/serde';

/** Parameters of a query request as a tree: `Tags.member.1.Key=a` is `Tags → member → 1 → Key`. */
interface ParameterNode {
  value?: string;
  readonly children: Map<string, ParameterNode>;
}

/**
 * Reads an operation's input from the parameters of the AWS Query protocol. What cannot be a number, a time and so on
 * is left `NaN` or an invalid `Date`, for the shape check to name.
 */
export function readQueryInput(
  schema: NormalizedSchema,
  parameters: Iterable<readonly [string, string]>,
): object {
  if (schema.isUnitSchema()) return {};
  return readStruct(schema, buildTree(parameters));
}

function buildTree(parameters: Iterable<readonly [string, string]>): ParameterNode {
  const root: ParameterNode = { children: new Map() };
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return root;
}

function read(schema: NormalizedSchema, node: ParameterNode): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node);
  if (schema.isListSchema()) return readList(schema, node);
  if (schema.isMapSchema()) return readMap(schema, node);
  return readScalar(schema, node.value ?? '');
}

function readStruct(schema: NormalizedSchema, node: ParameterNode): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(member.getMergedTraits().xmlName ?? name);
    if (child) out[name] = read(member, child);
  }
  return out;
}

// An empty list is sent as the bare name with an empty value.
function readList(schema: NormalizedSchema, node: ParameterNode): unknown[] {
  const member = schema.getValueSchema();
  const items = schema.getMergedTraits().xmlFlattened
    ? node
    : node.children.get(member.getMergedTraits().xmlName ?? 'member');
  return inOrder(items).map((item) => read(member, item));
}

function readMap(schema: NormalizedSchema, node: ParameterNode): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const entry of inOrder(schema.getMergedTraits().xmlFlattened ? node : node.children.get('entry'))) {
    const key = entry.children.get(schema.getKeySchema().getMergedTraits().xmlName ?? 'key')?.value;
    const value = entry.children.get(schema.getValueSchema().getMergedTraits().xmlName ?? 'value');
    if (key !== undefined && value) out[key] = read(schema.getValueSchema(), value);
  }
  return out;
}

function inOrder(node: ParameterNode | undefined): ParameterNode[] {
  return [...(node?.children ?? [])].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

function readScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return text.trim() === '' ? Number.NaN : Number(text);
  if (schema.isBooleanSchema()) return readBoolean(text);
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isBlobSchema()) return fromBase64(text);
  return text;
}

// Anything else stays text, which the shape check refuses.
function readBoolean(text: string): boolean | string {
  const lower = text.toLowerCase();
  return lower === 'true' || (lower === 'false' ? false : text);
}
