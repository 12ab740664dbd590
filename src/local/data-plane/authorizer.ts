import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { AuthorizerCache, authorizerCacheKey } from './authorizer-cache.js';
import { parseAuthorizerOutput, type Verdict } from './authorizer-output.js';
import { startDeadline } from './deadline.js';
import { methodArn, type Exchange } from './exchange.js';
import { GatewayFailure } from './gateway-failure.js';
import { functionTarget } from './lambda-uri.js';
import { mappedValue } from './parameter-mapping.js';
import { requestParts } from './proxy-event.js';
import { isRecord } from './records.js';

const DEFAULT_TTL_SECONDS = 300;
/** DG/api-gateway-lambda-authorizer-output: a longer method ARN is a 414. */
const METHOD_ARN_LIMIT = 1_600;
/** How long AWS waits for an authorizer is unverified; this is the integrations' default. */
const TIMEOUT_MS = 29_000;

/** Asks the Lambda authorizers that methods name, and remembers their answers. Every failure refuses the request. */
export class AuthorizerGuard {
  readonly #cache = new AuthorizerCache();

  /** Notes the caller's identity on the exchange. Throws 401, 403 or 500 as AWS does. */
  async admit(exchange: Exchange): Promise<void> {
    const { method } = exchange.route ?? {};
    switch (method?.authorizationType ?? 'NONE') {
      case 'NONE':
        return;
      case 'CUSTOM':
        return this.#askLambda(exchange, authorizerOf(exchange, method?.authorizerId));
      default:
        throw new GatewayFailure(
          'ACCESS_DENIED',
          `${method?.authorizationType ?? ''} authorization is not implemented in the local AWS of aigw.`,
        );
    }
  }

  async #askLambda(exchange: Exchange, authorizer: Authorizer): Promise<void> {
    const arn = methodArn(exchange);
    if (Buffer.byteLength(arn) > METHOD_ARN_LIMIT) {
      throw new GatewayFailure('DEFAULT_4XX', 'Request-URI Too Long', {
        status: 414,
        errorType: 'BadRequestException',
      });
    }
    exchange.trace.info(`Starting authorizer: ${authorizer.id ?? ''} for request: ${exchange.requestId}`);
    const ttl = resultTtl(authorizer);
    const identity = identityValues(exchange, authorizer);
    const verdict = await this.#verdict(exchange, authorizer, identity, ttl, arn);
    decide(exchange, verdict, arn);
  }

  async #verdict(
    exchange: Exchange,
    authorizer: Authorizer,
    identity: string[],
    ttl: number,
    arn: string,
  ): Promise<Verdict> {
    const { clock } = exchange.region;
    const key = authorizerCacheKey(exchange, authorizer.id ?? '', identity);
    const cached = ttl > 0 ? this.#cache.get(key, clock.now()) : undefined;
    if (cached) return cached;
    const startedAt = clock.now();
    const verdict = await askAuthorizer(exchange, authorizer, identity, arn).finally(() => {
      exchange.authorizer.latency = clock.now() - startedAt;
    });
    if (ttl > 0) this.#cache.set(key, verdict, clock.now() + ttl * 1000);
    return verdict;
  }
}

/** Seconds that results are remembered. */
function resultTtl({ authorizerResultTtlInSeconds }: Authorizer): number {
  return authorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS;
}

function authorizerOf({ snapshot }: Exchange, id: string | undefined): Authorizer {
  const authorizer = snapshot.authorizers.find((each) => each.id === id);
  if (!authorizer) throw configurationError('The authorizer is not in the deployment.');
  if (authorizer.type === 'COGNITO_USER_POOLS') {
    throw new GatewayFailure(
      'ACCESS_DENIED',
      'COGNITO_USER_POOLS authorization is not implemented in the local AWS of aigw.',
    );
  }
  return authorizer;
}

/**
 * The values that identify the caller. A missing one is a 401 without asking the function: always for TOKEN, for
 * REQUEST where results are cached (DG/apigateway-use-lambda-authorizer).
 */
export function identityValues(exchange: Exchange, authorizer: Authorizer): string[] {
  const sources = (authorizer.identitySource ?? '')
    .split(',')
    .map((source) => source.trim())
    .filter(Boolean);
  const values = sources.map((source) => mappedValue(exchange, source) ?? '');
  const required = authorizer.type === 'TOKEN' || resultTtl(authorizer) > 0;
  if (required && values.some((value) => value === '')) throw unauthorized(exchange);
  const expression = authorizer.identityValidationExpression;
  if (authorizer.type === 'TOKEN' && expression && !new RegExp(`^(?:${expression})$`).test(values[0] ?? '')) {
    throw unauthorized(exchange);
  }
  return values;
}

/** Runs the authorizer's function and reads what it answers. Throws 401 or 500 as AWS does. */
export async function askAuthorizer(
  exchange: Exchange,
  authorizer: Authorizer,
  identity: string[],
  arn: string,
): Promise<Verdict> {
  const deadline = startDeadline(exchange.region.clock, { totalMs: TIMEOUT_MS }, exchange.signal);
  try {
    const { functionArn } = functionTarget(authorizer.authorizerUri ?? '', exchange.variables);
    const payload = Buffer.from(JSON.stringify(authorizerEvent(exchange, authorizer, identity, arn)));
    const result = await deadline.race(
      exchange.region.functions.invoke({ functionArn, payload, signal: deadline.signal }),
    );
    exchange.authorizer.status = 200;
    if (result.functionError) throw thrownByFunction(exchange, result.payload);
    return parseAuthorizerOutput(result.payload);
  } catch (error) {
    exchange.signal.throwIfAborted();
    if (error instanceof GatewayFailure && error.responseType === 'UNAUTHORIZED') throw error;
    exchange.authorizer.status ??= 500;
    exchange.authorizer.error = error instanceof Error ? error.message : String(error);
    exchange.trace.error('Execution failed due to configuration error: Authorizer error');
    throw configurationError(exchange.authorizer.error);
  } finally {
    deadline.finish();
  }
}

function authorizerEvent(
  exchange: Exchange,
  authorizer: Authorizer,
  identity: string[],
  arn: string,
): object {
  if (authorizer.type === 'TOKEN') return { type: 'TOKEN', methodArn: arn, authorizationToken: identity[0] };
  return { type: 'REQUEST', methodArn: arn, ...requestParts(exchange) };
}

/** Exactly `Unauthorized` is a 401, any other error a 500. */
function thrownByFunction(exchange: Exchange, payload: Uint8Array): Error {
  const error: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
  const message = isRecord(error) ? error['errorMessage'] : undefined;
  return message === 'Unauthorized' ? unauthorized(exchange) : new Error(String(message));
}

function decide(exchange: Exchange, { identity, policy }: Verdict, arn: string): void {
  exchange.identity = identity;
  const decision = policy(arn);
  if (decision === 'Allow') {
    exchange.authorizer.status ??= 200;
    exchange.trace.info('Successfully completed authorizer execution');
    return;
  }
  exchange.authorizer.status = 403;
  exchange.trace.error(`The client is not authorized to perform this operation: ${exchange.requestId}`);
  const how = decision === 'ExplicitDeny' ? ' with an explicit deny' : '';
  throw new GatewayFailure('ACCESS_DENIED', `User is not authorized to access this resource${how}`);
}

function unauthorized(exchange: Exchange): GatewayFailure {
  exchange.authorizer.status = 401;
  exchange.trace.error(`Unauthorized request: ${exchange.requestId}`);
  return new GatewayFailure('UNAUTHORIZED', 'Unauthorized');
}

/** The client learns nothing more than that: AWS answers `{"message":null}`. */
function configurationError(cause: string): GatewayFailure {
  return new GatewayFailure('AUTHORIZER_CONFIGURATION_ERROR', null, { cause });
}
