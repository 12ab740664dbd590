import { NormalizedSchema } from '@smithy/core/schema';

/** The traits of an operation that matter to a server. */
interface OperationTraits {
  /** Method, path pattern and status, e.g. `["POST", "/restapis", 201]`. */
  readonly http?: readonly [string, string, number];
}

/** One operation of a service, as the SDK's own schemas describe it. */
export interface OperationSchema {
  readonly name: string;
  readonly traits: OperationTraits;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** All operations and errors of a service. */
export interface ServiceSchemas {
  readonly operations: ReadonlyMap<string, OperationSchema>;
  /** By shape name, e.g. `NotFoundException`. */
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

// The first element of a static schema tells its kind.
const OPERATION_KIND = 9;
const ERROR_KIND = -3;

/**
 * Reads the schemas that an SDK client package exports beside its commands (`CreateRestApi$`, `NotFoundException$`).
 *
 * @param sdk the package's namespace, `import * as sdk from '@aws-sdk/client-…'`
 */
export function readServiceSchemas(sdk: object): ServiceSchemas {
  const operations = new Map<string, OperationSchema>();
  const errors = new Map<string, NormalizedSchema>();
  for (const value of Object.values(sdk)) {
    if (!Array.isArray(value)) continue;
    const [kind, , name, traits, input, output] = value as [
      number,
      string,
      string,
      OperationTraits | number,
      SchemaRef,
      SchemaRef,
    ];
    if (kind === OPERATION_KIND) {
      operations.set(name, {
        name,
        traits: typeof traits === 'object' ? traits : {},
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
      });
    } else if (kind === ERROR_KIND) {
      errors.set(name, NormalizedSchema.of(value as unknown as SchemaRef));
    }
  }
  return { operations, errors };
}
