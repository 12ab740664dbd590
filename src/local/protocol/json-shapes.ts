import { JsonCodec2 } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../errors.js';
import { findShapeMismatch } from './shape-check.js';

// Epoch seconds, the default of both JSON protocols.
const EPOCH_SECONDS = 7;

/** Typed values to JSON and back, by schema. The SDK's own codec works in both directions. */
export class JsonShapes {
  readonly #codec: JsonCodec2;

  /** @param jsonName whether members may have another name on the wire (REST-JSON) or not (JSON-RPC) */
  constructor(jsonName: boolean) {
    this.#codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName });
  }

  /** @throws AwsError SerializationException when it is not JSON, or not of the schema's kinds */
  async read(schema: NormalizedSchema, bytes: Uint8Array): Promise<Record<string, unknown>> {
    if (bytes.byteLength === 0) return {};
    let value: unknown;
    try {
      value = await this.#codec.createDeserializer().read(schema, decodeUtf8(bytes));
    } catch (error) {
      throw unreadable(error instanceof Error ? error.message : 'the body is not valid JSON');
    }
    const mismatch = findShapeMismatch(schema, value);
    if (mismatch !== undefined)
      throw unreadable(mismatch === '' ? 'the body is not an object' : `'${mismatch}' is of the wrong type`);
    return value as Record<string, unknown>;
  }

  write(schema: NormalizedSchema, value: object): Uint8Array {
    const serializer = this.#codec.createSerializer();
    serializer.write(schema, value);
    return serializer.flush();
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function unreadable(reason: string): AwsError {
  return new AwsError('SerializationException', `The request cannot be read: ${reason}.`);
}
