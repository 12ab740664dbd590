import type { ProxyEvent } from './api-gateway-event.js';
import { invalidRequest } from './refusal.js';

export interface RequestPath {
  /** As the client sent it, percent-encoding untouched, without stage and base path. */
  readonly encoded: string;
  /** Its segments, each decoded once; a trailing slash leaves none. */
  readonly segments: readonly string[];
}

const WELL_FORMED = /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*)+$/;

/**
 * The path to ask Bedrock for.
 * @throws Refusal 400 for anything two readers could understand differently: dot segments, empty segments, control
 * characters, broken percent-encoding.
 */
export function readRequestPath(event: ProxyEvent): RequestPath {
  if (!WELL_FORMED.test(event.path)) throw invalidRequest('The request path is not well formed.');
  const encoded = withoutBasePath(event);
  const segments = encoded.slice(1).split('/').map(decodeSegment);
  if (segments.at(-1) === '') segments.pop();
  if (!segments.every(isUnambiguous)) throw invalidRequest('The request path is not well formed.');
  return { encoded, segments };
}

/**
 * `event.path` holds the base path of a custom domain's mapping, and the stage where the mapping names none, while the
 * greedy path parameter never does (GH localstack/localstack#12296). So the path wanted is the one tail of `event.path`
 * that decodes to that parameter.
 */
function withoutBasePath({ path, pathParameters }: ProxyEvent): string {
  const wanted = pathParameters?.proxy;
  if (wanted === undefined) return path;
  for (let start = 0; start !== -1; start = path.indexOf('/', start + 1)) {
    const tail = path.slice(start);
    if (sameResource(tail, wanted)) return tail;
  }
  return path;
}

function sameResource(encoded: string, decoded: string): boolean {
  return withoutSlashes(decodeSegment(encoded)) === withoutSlashes(decoded);
}

function withoutSlashes(path: string): string {
  return path.replace(/^\/|\/$/g, '');
}

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidRequest('The request path is not valid UTF-8.');
  }
}

function isUnambiguous(segment: string): boolean {
   
  return segment !== '' && !/^\.{1,2}$|(?:^|\/)\.{1,2}(?:\/|$)|[\u0000-\u001f\u007f\\]/.test(segment);
}
