import type { Clock } from './clock.js';
import type { ApiSource } from './control-plane/apigateway/api-source.js';
import type { CredentialStore } from './credentials.js';
import type { FunctionRuntime } from './lambda/function-runtime.js';
import type { LogSink } from './control-plane/logs/log-sink.js';
import type { OperationContext, ServiceName } from './service.js';
import type { State } from './state.js';

/** One account in one region of the local AWS: what services share, and how they reach each other. */
export interface LocalRegion {
  /** Region name, e.g. `us-east-1`. */
  readonly name: string;
  /** Always `aws` here. */
  readonly partition: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly clock: Clock;
  readonly state: State;
  readonly credentials: CredentialStore;
  /** Where this local AWS listens, e.g. `http://127.0.0.1:4577`. Known only once it listens. */
  endpoint(): string;
  /**
   * Calls an operation of a service in this region as a client would, without the wire. CloudFormation provisions
   * resources through this. Input and output are cloned, so neither side can reach into the other's state.
   */
  call<Output extends object>(
    service: ServiceName,
    operation: string,
    input: object,
    context?: Partial<OperationContext>,
  ): Promise<Output>;
  /** Runs Lambda functions. */
  readonly functions: FunctionRuntime;
  /** Takes log events that AWS itself writes (function output, access logs). */
  readonly logSink: LogSink;
  /** What is deployed, for the data plane. */
  readonly apis: ApiSource;
}
