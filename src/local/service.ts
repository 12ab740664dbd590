import type { LocalRegion } from './region.js';

/** Service names are signing names: they are what the credential scope of a request carries. */
export type ServiceName = 'apigateway' | 'cloudformation' | 'lambda' | 'logs' | 'sts' | 'secretsmanager';

/** What an operation knows of its caller. */
export interface OperationContext {
  readonly requestId: string;
  /** ARN of the principal that signed the request. */
  readonly principalArn: string;
}

/**
 * One AWS operation. Input and output have the shapes of the AWS SDK for JavaScript v3 (`CreateRestApiRequest`
 * in, `RestApi` out): times are `Date`, blobs `Uint8Array`. Failures are thrown as `AwsError`.
 *
 * Input is what the wire carried, typed but not otherwise validated: an operation checks its own input.
 */
// Method syntax keeps an operation with a specific input type assignable to this general one.
export interface Operation {
  bivariant(input: never, context: OperationContext): Promise<object> | object;
}

/** A service: its operations by name. An operation that is absent answers "not implemented here". */
export interface Service {
  readonly name: ServiceName;
  readonly operations: Readonly<Record<string, Operation['bivariant']>>;
  /** Ends background work (timers, workers). */
  close?(): Promise<void>;
}

/** Makes a service for one region. It must not call other services before the first operation runs. */
export type ServiceFactory = (region: LocalRegion) => Service;
