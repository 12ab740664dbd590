import { modelAllowList, type AllowsModel } from './model-allow-list.js';

export interface Guardrail {
  readonly guardrailIdentifier: string;
  readonly guardrailVersion: string;
}

/** What the template sets. Credentials are not in it. */
export interface Configuration {
  readonly region: string;
  readonly allowedServices: readonly string[];
  readonly allowsModel: AllowsModel;
  readonly guardrail: Guardrail | undefined;
  readonly defaultModelId: string | undefined;
  /** Connect here instead of at the service; host name, Host header and signature stay the service's. */
  readonly endpointUrl: URL | undefined;
}

/** Reads the function's environment. An allow-list that is missing allows nothing. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const { GUARDRAIL_ID: guardrailIdentifier, GUARDRAIL_VERSION, AWS_ENDPOINT_URL } = environment;
  return {
    region: environment.AWS_REGION ?? '',
    allowedServices: commaList(environment.ALLOWED_SERVICES),
    allowsModel: modelAllowList(commaList(environment.ALLOWED_MODELS)),
    guardrail: guardrailIdentifier
      ? { guardrailIdentifier, guardrailVersion: GUARDRAIL_VERSION || 'DRAFT' }
      : undefined,
    defaultModelId: environment.DEFAULT_MODEL_ID,
    endpointUrl: AWS_ENDPOINT_URL ? new URL(AWS_ENDPOINT_URL) : undefined,
  };
}

function commaList(text = ''): string[] {
  return text.split(',').flatMap((item) => item.trim() || []);
}
