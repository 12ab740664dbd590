import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';

// Date-time in paths and queries, RFC 7231 in headers: the traits say so, this is what they fall back on.
const SETTINGS = { timestampFormat: { useTrait: true, default: 7 as const }, httpBindings: true };

const reader = new FromStringShapeDeserializer(SETTINGS);
const writer = new ToStringShapeSerializer(SETTINGS);

/** The value of a member that travels as text in a path, a query or a header. */
export function readHttpValue(schema: NormalizedSchema, text: string): unknown {
  return reader.read(schema, text);
}

/** The text of a member that travels in a header. */
export function writeHttpValue(schema: NormalizedSchema, value: unknown): string {
  writer.write(schema, value);
  return writer.flush();
}
