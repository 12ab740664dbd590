import type { Exchange } from './exchange.js';
import { requestContext } from './request-context.js';

/**
 * The value of `$context.<path>`, undefined where it has none.
 * Names: DG/api-gateway-variables-for-access-logging; streaming's trio: DG/response-streaming-troubleshoot.
 */
export function contextValue(exchange: Exchange, path: string): string | undefined {
  const ours = OUTCOME[path]?.(exchange);
  if (ours !== undefined) return String(ours);
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), requestContext(exchange));
  return isPresent(value) && typeof value !== 'object' ? String(value) : undefined;
}

type Value = string | number | undefined;

/** Variables about the outcome; those about the request come from the request context. */
const OUTCOME: Readonly<Record<string, (exchange: Exchange) => Value>> = {
  status: ({ status }) => status,
  responseLength: ({ responseBytes }) => responseBytes,
  responseLatency: ({ region, startedAt }) => region.clock.now() - startedAt,
  xrayTraceId: ({ traceId }) => /Root=([^;]+)/.exec(traceId)?.[1],
  wafResponseCode: ({ firewall }) => firewall && `WAF_${firewall.action}`,
  webaclArn: ({ firewall }) => firewall?.webAclArn,
  // Which numbers AWS WAF returns is not documented (docs/local-data-plane.md).
  'waf.status': ({ firewall }) => firewall && (firewall.action === 'BLOCK' ? 403 : 200),
  'waf.latency': ({ firewall }) => firewall?.latency,
  integrationStatus: ({ integration }) => integration.integrationStatus,
  integrationLatency: ({ integration }) => integration.latency,
  integrationErrorMessage: ({ integration }) => integration.error,
  'integration.status': ({ integration }) => integration.status,
  'integration.integrationStatus': ({ integration }) => integration.integrationStatus,
  'integration.latency': ({ integration }) => integration.latency,
  'integration.error': ({ integration }) => integration.error,
  'integration.requestId': ({ integration }) => integration.requestId,
  'integration.responseTransferMode': ({ integration }) => integration.responseTransferMode,
  'integration.timeToAllHeaders': ({ integration }) => integration.timeToAllHeaders,
  'integration.timeToFirstContent': ({ integration }) => integration.timeToFirstContent,
  'authorizer.status': ({ authorizer }) => authorizer.status,
  'authorizer.latency': ({ authorizer }) => authorizer.latency,
  'authorizer.integrationLatency': ({ authorizer }) => authorizer.latency,
  'authorizer.integrationStatus': ({ authorizer }) => authorizer.status,
  'authorizer.error': ({ authorizer }) => authorizer.error,
  'error.message': ({ failure }) => failure?.clientMessage ?? undefined,
  'error.messageString': ({ failure }) => failure && JSON.stringify(failure.clientMessage),
  'error.responseType': ({ failure }) => failure?.responseType,
};

const VARIABLE = /\$context((?:\.[A-Za-z0-9_-]+)+)/g;

/** Puts `$context` variables into a text. */
export function renderContext(
  exchange: Exchange,
  text: string,
  show: (value: string | undefined, path: string) => string,
): string {
  return text.replace(VARIABLE, (_, dotted: string) => {
    const path = dotted.slice(1);
    return show(contextValue(exchange, path), path);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPresent(value: unknown): value is string | number | boolean | object {
  return value !== undefined && value !== null;
}
