import type { Authorizer } from '@aws-sdk/client-api-gateway';
import type { LocalRegion } from '../region.js';
import { askAuthorizer, identityValues } from './authorizer.js';
import { methodArn, type Exchange } from './exchange.js';
import { GatewayFailure } from './gateway-failure.js';
import { executionLog, openTrial, type Trial } from './trial.js';

/** A trial of one authorizer of the draft, as TestInvokeAuthorizer takes it. */
export interface AuthorizerTrial extends Trial {
  readonly authorizer: Authorizer;
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
  const exchange = openTrial(region, trial, {
    httpMethod: 'GET',
    // The name that functions see in such tests on AWS.
    stageName: 'ESTestInvoke-stage',
    signal: new AbortController().signal,
  });
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
