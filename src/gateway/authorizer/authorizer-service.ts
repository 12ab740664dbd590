import type { AuthorizerSettings } from './authorizer-settings.js';

/** A request as an authorizer is asked about it. */
export interface AuthorizerTrial {
  readonly headers: Readonly<Record<string, string>>;
  /** A test knows no stage, so it has to be told the variables of one: they name the function's version. */
  readonly stageVariables: Readonly<Record<string, string>>;
}

/** What an authorizer said. */
export interface AuthorizerAnswer {
  /** The status a client would have got; 0 where the authorizer answered with a policy, a denying one included (BC TestInvokeAuthorizer). */
  readonly clientStatus: number;
  readonly principalId?: string;
  /** The policy as JSON. */
  readonly policy?: string;
  /** Milliseconds. */
  readonly latency: number;
}

/**
 * What use cases need of authorizers. Implemented by `src/aws`; every method throws `GatewayError`. The log that AWS sends with
 * a trial is left out: it shows what the function answered, keys included.
 */
export interface AuthorizerService {
  /** Asks an authorizer of the draft, past its cache (TestInvokeAuthorizer). */
  test(apiId: string, authorizerId: string, trial: AuthorizerTrial): Promise<AuthorizerAnswer>;
  /** Makes a stage forget what its authorizers said. */
  flush(apiId: string, stage: string): Promise<void>;
  /** What a version of the function accepts, or `$LATEST`; undefined where there is none. */
  settings(functionName: string, version: string): Promise<AuthorizerSettings | undefined>;
}
