import { JsonShapeDeserializer2, JsonShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../errors.js';
import { findMisplacedContainer, findShapeMismatch } from './shape-check.js';

// Epoch seconds, the default of both JSON protocols.
const EPOCH_SECONDS = 7;

/**
 * Typed values to JSON and back, by schema. The SDK's own codec works in both directions; for writing its first one, which leaves the text to
 * `JSON.stringify`: the second writes byte by byte, and a page of log events took it twice as long.
 */
export class JsonShapes {
  readonly #settings: ConstructorParameters<typeof JsonShapeSerializer>[0];
  readonly #reader: JsonShapeDeserializer2;
  readonly #nameOf: (name: string, member: NormalizedSchema) => string;

  /** @param jsonName whether members may have another name on the wire (REST-JSON) or not (JSON-RPC) */
  constructor(jsonName: boolean) {
    this.#settings = { timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName };
    this.#reader = new JsonShapeDeserializer2(this.#settings);
    this.#nameOf = (name, member) => (jsonName ? (member.getMergedTraits().jsonName ?? name) : name);
  }

  /** @throws AwsError SerializationException when it is not JSON, or not of the schema's kinds */
  read(schema: NormalizedSchema, bytes: Uint8Array): Record<string, unknown> {
    if (bytes.byteLength === 0 || schema.isUnitSchema()) return {};
    const json = parseJson(bytes);
    // The codec makes an empty structure of a list, so containers are looked at before it reads, and values after.
    refuse(findMisplacedContainer(schema, json, this.#nameOf));
    const value = this.#convert(schema, json);
    refuse(findShapeMismatch(schema, value));
    return value;
  }

  #convert(schema: NormalizedSchema, json: unknown): Record<string, unknown> {
    try {
      return this.#reader.readObject(
        schema,
        json as Parameters<JsonShapeDeserializer2['readObject']>[1],
      ) as Record<string, unknown>;
    } catch (error) {
      throw unreadable(error instanceof Error ? error.message : 'a value is of the wrong type');
    }
  }

  write(schema: NormalizedSchema, value: object): Uint8Array {
    const serializer = new JsonShapeSerializer(this.#settings);
    serializer.write(schema, value);
    return Buffer.from(serializer.flush());
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw unreadable('the body is not valid JSON');
  }
}

function refuse(mismatch: string | undefined): void {
  if (mismatch === undefined) return;
  throw unreadable(mismatch === '' ? 'the body is not an object' : `'${mismatch}' is of the wrong type`);
}

function unreadable(reason: string): AwsError {
  return new AwsError('SerializationException', `The request cannot be read: ${reason}.`);
}
