import type { MetadataBearer, Pluggable } from '@smithy/types';
import type { ConnectionOptions } from '../gateway/connection.js';
import { pacerOf, pacing } from './pacing.js';
import { refusingHtml } from './refuse-html.js';
import { RetryPolicy, type Repeatable } from './retrying.js';
import { tracing } from './tracing.js';

/** Milliseconds. The SDK has no overall limit of its own: a silent server would hang a call for ever. */
const connectTimeout = 5_000;
const callTimeout = 30_000;

/** Attempts of one call, the first included; the SDK waits longer before each and honours `Retry-After`. */
const maxAttempts = 6;

/** The configuration all clients share: where AWS is, whose credentials, time limits and retries. */
export function clientConfiguration(options: ConnectionOptions, repeatable: Repeatable = 'any') {
  return {
    region: options.region,
    endpoint: options.endpoint,
    credentials: options.credentials,
    profile: options.profile,
    maxAttempts,
    retryStrategy: new RetryPolicy(maxAttempts, repeatable),
    requestHandler: options.transport ?? {
      connectionTimeout: connectTimeout,
      requestTimeout: callTimeout,
      throwOnRequestTimeout: true,
    },
  };
}

interface Equippable {
  readonly middlewareStack: { use(plugin: Pluggable<object, MetadataBearer>): void };
}

/** Adds a guard against answers that are none and, where asked for, pacing and tracing to a client. */
export function equip<Client extends Equippable>(client: Client, options: ConnectionOptions): Client {
  if (options.pacing) client.middlewareStack.use(pacing(pacerOf(accountOf(options), options.pacing)));
  client.middlewareStack.use(refusingHtml());
  if (options.trace) client.middlewareStack.use(tracing(options.trace));
  return client;
}

/** What tells the account and region that a client calls from others. */
function accountOf({ endpoint, region, profile, credentials }: ConnectionOptions): string {
  return JSON.stringify([endpoint, region, profile, credentials?.accessKeyId]);
}
