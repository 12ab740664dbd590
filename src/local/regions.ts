import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import { LOCAL_ACCOUNT_ID } from './credential-store.js';
import type { CredentialStore } from './credentials.js';
import { createDataPlane, type DataPlaneHandler, type DataPlaneOptions } from './data-plane/data-plane.js';
import { notImplementedHere } from './errors.js';
import type { LocalRegion } from './region.js';
import { createModel, type Model, type ModelOptions } from './model/create-model.js';
import { createServices, type RegionServices, type ServiceSettings } from './service-factories.js';
import type { OperationContext, Service, ServiceName } from './service.js';
import type { State } from './state.js';

/** What the regions of one local AWS share. */
export interface RegionsConfig {
  readonly clock: Clock;
  readonly credentials: CredentialStore;
  readonly services: ServiceSettings;
  readonly model: ModelOptions;
  readonly dataPlane?: DataPlaneOptions;
  endpoint(): string;
  /** The state of a region, made on first use. */
  stateOf(region: string): State;
  /** Told after every operation, which may have changed state. */
  changed(): void;
}

/** A region with its services, as the server calls them. */
export interface ServingRegion {
  readonly region: LocalRegion;
  /** @throws AwsError as the operation does, or "not implemented here" */
  dispatch(
    service: ServiceName,
    operation: string,
    input: object,
    context: OperationContext,
  ): Promise<object>;
  /** Serves a request to a deployed API. */
  serveApi(...request: Parameters<DataPlaneHandler>): Promise<void>;
  /** Serves a request to Bedrock. */
  serveModel(...request: Parameters<Model['handle']>): Promise<void>;
  close(): Promise<void>;
}

/** Makes one region. Its services are made at once; nothing runs before their first operation. */
export function createRegion(name: string, config: RegionsConfig): ServingRegion {
  const slot: { services: RegionServices } = { services: {} };
  const dispatch: ServingRegion['dispatch'] = async (service, operation, input, context) => {
    const perform = operationOf(slot.services[service], service, operation);
    try {
      return await perform(input as never, context);
    } finally {
      config.changed();
    }
  };
  const region = regionObject(name, config, slot, dispatch);
  slot.services = createServices(region, config.services);
  const serveApi = createDataPlane(region, config.dataPlane);
  const model = createModel(region, config.model);
  return {
    region,
    dispatch,
    serveApi: async (request, response, target) => {
      await serveApi(request, response, target).finally(() => {
        config.changed();
      });
    },
    serveModel: (request, response) => model.handle(request, response),
    async close() {
      await Promise.all(Object.values(slot.services).map((service) => service.close?.()));
    },
  };
}

function operationOf(
  service: Service | undefined,
  name: ServiceName,
  operation: string,
): Service['operations'][string] {
  // An operation's name comes from the wire: only the service's own properties count.
  const found =
    service && Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (!found) throw notImplementedHere(`${name}:${operation}`);
  return found.bind(service?.operations) as Service['operations'][string];
}

function regionObject(
  name: string,
  config: RegionsConfig,
  slot: { readonly services: RegionServices },
  dispatch: ServingRegion['dispatch'],
): LocalRegion {
  return {
    name,
    partition: 'aws',
    accountId: LOCAL_ACCOUNT_ID,
    clock: config.clock,
    state: config.stateOf(name),
    credentials: config.credentials,
    endpoint: () => config.endpoint(),
    async call<Output extends object>(
      service: ServiceName,
      operation: string,
      input: object,
      context: Partial<OperationContext> = {},
    ): Promise<Output> {
      const output = await dispatch(service, operation, structuredClone(input), {
        requestId: context.requestId ?? randomUUID(),
        principalArn: context.principalArn ?? `arn:aws:iam::${LOCAL_ACCOUNT_ID}:root`,
      });
      return cloneOutput(output) as Output;
    },
    get functions() {
      return present(slot.services.lambda, 'lambda').functions;
    },
    get logSink() {
      return present(slot.services.logs, 'logs').logSink;
    },
    get apis() {
      return present(slot.services.apigateway, 'apigateway').apis;
    },
  };
}

function present<T>(service: T | undefined, name: ServiceName): T {
  if (!service) throw notImplementedHere(name);
  return service;
}

// A member that is a stream of events is handed over as it is: it cannot be cloned, and holds no state.
function cloneOutput(output: object): object {
  const entries = Object.entries(output as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isStream(value) ? value : structuredClone(value)]),
  );
}

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
