import { ISSUER_PATH } from '../issuer/serve-issuer.js';
import { REQUESTS_PATH } from '../model/create-model.js';
import { readCredentialScope } from './credential-scope.js';
import type { RequestHead } from './exchange.js';

/** Where a request to the one port goes. */
export type Destination =
  | { readonly kind: 'health' }
  | { readonly kind: 'failures'; readonly region: string }
  | {
      readonly kind: 'issuer';
      /** What follows the issuer's own path. */
      readonly path: string;
    }
  | {
      readonly kind: 'data-plane';
      readonly apiId: string;
      readonly stage: string;
      /** What follows the stage, still percent-encoded. */
      readonly rawPath: string;
      /** Absent where the URL names no region. */
      readonly region?: string;
    }
  | { readonly kind: 'model'; readonly region: string }
  | { readonly kind: 'control-plane'; readonly region: string; readonly service: string }
  /** Nothing says which service it is for: no signature, no host name of AWS. */
  | { readonly kind: 'unsigned' };

export const DEFAULT_REGION = 'us-east-1';
export const HEALTH_PATH = '/_aws/aigw/health';
export const FAILURES_PATH = '/_aws/aigw/failures';

const EXECUTE_API_PATH = /^\/_aws\/execute-api\/([a-z0-9]+)(?:\/([^/]*)(\/.*)?)?$/;
const EXECUTE_API_HOST =
  /^([a-z0-9]+)(?:-vpce-[0-9a-z]+)?\.execute-api\.([a-z0-9-]+)\.(?:amazonaws\.com|vpce\.amazonaws\.com)(?::\d+)?$/;
const BEDROCK_HOST = /^bedrock[a-z-]*\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)(?::\d+)?$/;

/** Tells where a request goes, from its path, its host name, and what signed it. */
export function findDestination(head: RequestHead): Destination {
  if (head.path === HEALTH_PATH) return { kind: 'health' };
  if (head.path === FAILURES_PATH) return { kind: 'failures', region: regionAsked(head) };
  if (head.path.startsWith(`${ISSUER_PATH}/`)) {
    return { kind: 'issuer', path: head.path.slice(ISSUER_PATH.length) };
  }
  if (head.path === REQUESTS_PATH) return { kind: 'model', region: regionAsked(head) };
  const byPath = EXECUTE_API_PATH.exec(head.path);
  if (byPath) return dataPlane(byPath[1], byPath[2], byPath[3]);
  const host = (head.headers['host'] ?? '').toLowerCase();
  const byHost = EXECUTE_API_HOST.exec(host);
  if (byHost) return hostedApi(byHost, head.path);
  const bedrockRegion = BEDROCK_HOST.exec(host)?.[1];
  if (bedrockRegion) return { kind: 'model', region: bedrockRegion };
  const scope = readCredentialScope(head);
  if (scope) {
    return scope.service === 'bedrock'
      ? { kind: 'model', region: scope.region }
      : { kind: 'control-plane', ...scope };
  }
  return bearsToken(head) ? { kind: 'model', region: DEFAULT_REGION } : { kind: 'unsigned' };
}

function regionAsked(head: RequestHead): string {
  return new URLSearchParams(head.query).get('region') ?? DEFAULT_REGION;
}

function dataPlane(apiId = '', stage = '', rawPath = '', region?: string): Destination {
  return { kind: 'data-plane', apiId, stage, rawPath, ...(region === undefined ? {} : { region }) };
}

function hostedApi(match: RegExpExecArray, path: string): Destination {
  const [, stage, rest] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
  return dataPlane(match[1], stage, rest, match[2]);
}

// No other service than Bedrock takes bearer tokens here.
function bearsToken(head: RequestHead): boolean {
  return /^Bearer /i.test(head.headers['authorization'] ?? '');
}
