import type { NormalizedSchema } from '@smithy/core/schema';
import { toBase64 } from '@smithy/core/serde';

/** An element with text inside; the text is escaped. */
export function xmlElement(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

/** The members of a structure as XML elements, without an element around them (AWS Query's way of writing results). */
export function writeXmlMembers(schema: NormalizedSchema, value: object): string {
  let xml = '';
  for (const [name, member] of schema.structIterator()) {
    const item = (value as Readonly<Record<string, unknown>>)[name];
    if (item !== undefined && item !== null)
      xml += writeMember(member.getMergedTraits().xmlName ?? name, member, item);
  }
  return xml;
}

function writeMember(name: string, schema: NormalizedSchema, value: unknown): string {
  if (schema.isListSchema()) return writeList(name, schema, value as readonly unknown[]);
  if (schema.isMapSchema()) return writeMap(name, schema, value as Readonly<Record<string, unknown>>);
  if (schema.isStructSchema()) return `<${name}>${writeXmlMembers(schema, value as object)}</${name}>`;
  return xmlElement(name, scalarText(value));
}

function writeList(name: string, schema: NormalizedSchema, items: readonly unknown[]): string {
  const member = schema.getValueSchema();
  const flattened = Boolean(schema.getMergedTraits().xmlFlattened);
  const itemName = flattened ? name : (member.getMergedTraits().xmlName ?? 'member');
  const inner = items.map((item) => writeMember(itemName, member, item)).join('');
  return flattened ? inner : `<${name}>${inner}</${name}>`;
}

function writeMap(name: string, schema: NormalizedSchema, map: Readonly<Record<string, unknown>>): string {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueSchema = schema.getValueSchema();
  const valueName = valueSchema.getMergedTraits().xmlName ?? 'value';
  const entries = Object.entries(map).map(
    ([key, value]) =>
      `<entry>${xmlElement(keyName, key)}${writeMember(valueName, valueSchema, value)}</entry>`,
  );
  return `<${name}>${entries.join('')}</${name}>`;
}

function scalarText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return toBase64(value);
  return String(value);
}

// A bare carriage return would be read back as a line feed; other control characters have no form in XML 1.0.
function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#xD;')
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');
}
