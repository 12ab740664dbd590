import { isServicePrefix, type ServicePrefix } from './services.js';
import { wildcardPatterns, type ModelAllowList } from './model-allow-list.js';

export interface Guardrail {
  readonly identifier: string;
  readonly version: string;
}

/** What the template sets. Credentials are not in it: they are read for each request. */
export interface Configuration {
  readonly region: string;
  readonly allowedServices: ReadonlySet<ServicePrefix>;
  readonly allowedModels: ModelAllowList;
  readonly guardrail?: Guardrail;
  readonly defaultModelId?: string;
  /** Connect here instead of at the service; host name, Host header and signature stay the service's. */
  readonly endpointUrl?: URL;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the function's environment.
 * @throws Error when a variable cannot be meant: the function then fails to start instead of guessing.
 */
export function readConfiguration(environment: Environment): Configuration {
  return {
    region: readRegion(environment.AWS_REGION),
    allowedServices: readServices(environment.ALLOWED_SERVICES),
    allowedModels: wildcardPatterns(commaList(environment.ALLOWED_MODELS)),
    guardrail: readGuardrail(environment),
    defaultModelId: environment.DEFAULT_MODEL_ID || undefined,
    endpointUrl: environment.AWS_ENDPOINT_URL ? new URL(environment.AWS_ENDPOINT_URL) : undefined,
  };
}

function readRegion(region = ''): string {
  if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(region)) throw new Error('AWS_REGION does not name a region.');
  return region;
}

function readServices(list: string | undefined): ReadonlySet<ServicePrefix> {
  const prefixes = commaList(list);
  const unknown = prefixes.filter((prefix) => !isServicePrefix(prefix));
  if (unknown.length > 0) throw new Error(`ALLOWED_SERVICES names unknown services: ${unknown.join(', ')}.`);
  return new Set(prefixes.filter(isServicePrefix));
}

function readGuardrail(environment: Environment): Guardrail | undefined {
  const identifier = environment.GUARDRAIL_ID;
  return identifier ? { identifier, version: environment.GUARDRAIL_VERSION || 'DRAFT' } : undefined;
}

function commaList(text = ''): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
