import type { Authorizer } from '@aws-sdk/client-api-gateway';
import type { ApiSnapshot } from '../control-plane/apigateway/api-source.js';
import type { LocalRegion } from '../region.js';
import { askAuthorizer, identityValues } from './authorizer.js';
import { methodArn, openExchange, type Exchange } from './exchange.js';
import { GatewayFailure } from './gateway-failure.js';
import { executionLog, trialHeaders } from './invoke-once.js';

/** A trial of one authorizer of the draft, as TestInvokeAuthorizer takes it. */
export interface AuthorizerTrial {
  readonly apiId: string;
  readonly draft: ApiSnapshot;
  readonly authorizer: Authorizer;
  readonly pathWithQueryString?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/** What TestInvokeAuthorizer answers. */
export interface AuthorizerTrialResult {
  /** What a client would have got; 0 where the authorizer answered with a policy, a denying one included (BC TestInvokeAuthorizer). */
  readonly clientStatus: number;
  readonly log: string;
  /** Milliseconds. */
  readonly latency: number;
  readonly principalId?: string;
  /** The policy as JSON. */
  readonly policy?: string;
}

/**
 * Asks an authorizer past cache, routes and policy: nobody says which method is called, and whether the policy allows one is left to the
 * caller.
 */
export async function tryAuthorizer(
  region: LocalRegion,
  trial: AuthorizerTrial,
): Promise<AuthorizerTrialResult> {
  const exchange = trialExchange(region, trial);
  const { authorizer } = trial;
  exchange.trace.info(`Starting authorizer: ${authorizer.name ?? ''} for request: ${exchange.requestId}`);
  const answer = await ask(exchange, authorizer);
  return { ...answer, log: executionLog(exchange), latency: region.clock.now() - exchange.startedAt };
}

async function ask(exchange: Exchange, authorizer: Authorizer) {
  try {
    const identity = identityValues(exchange, authorizer);
    exchange.trace.info(`Incoming identity: ${'*'.repeat(20)}`);
    const { identity: caller, document } = await askAuthorizer(
      exchange,
      authorizer,
      identity,
      methodArn(exchange),
    );
    exchange.trace.info('Using valid authorizer policy for principal: ***');
    return { clientStatus: 0, principalId: caller.principalId, policy: JSON.stringify(document) };
  } catch (error) {
    return {
      clientStatus: error instanceof GatewayFailure && error.responseType === 'UNAUTHORIZED' ? 401 : 500,
    };
  }
}

/** The stage's name is the one that functions see in such tests on AWS. */
function trialExchange(region: LocalRegion, trial: AuthorizerTrial): Exchange {
  const [path = '/', query = ''] = (trial.pathWithQueryString ?? '/').split('?', 2);
  const stage = { stageName: 'ESTestInvoke-stage', variables: trial.stageVariables ?? {} };
  return openExchange({
    region,
    request: {
      method: 'GET',
      path,
      query,
      headers: trialHeaders(trial),
      protocol: 'HTTP/1.1',
      sourceIp: 'test-invoke-source-ip',
      port: 443,
    },
    apiId: trial.apiId,
    stageName: stage.stageName,
    live: { stage, snapshot: trial.draft },
    signal: new AbortController().signal,
    draw: 0,
  });
}
