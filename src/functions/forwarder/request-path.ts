import type { ProxyEvent } from './api-gateway-event.js';
import { invalidRequest } from './refusal.js';

export interface RequestPath {
  /** As the client sent it, percent-encoding untouched, without stage and base path. */
  readonly encoded: string;
  /** Its segments, each decoded once; a trailing slash leaves none. */
  readonly segments: readonly string[];
}

const WELL_FORMED = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+\/?$/;
/** Decoded: a dot segment, a control character or a backslash. */
const AMBIGUOUS = /(?:^|\/)\.{1,2}(?:\/|$)|[\0-\x1f\x7f\\]/;

/**
 * The path to ask Bedrock for.
 * @throws Refusal 400 for anything that two readers could understand differently.
 */
export function readRequestPath(event: ProxyEvent): RequestPath {
  if (WELL_FORMED.test(event.path)) {
    const encoded = withoutBasePath(event);
    const segments = encoded.replace(/\/$/, '').slice(1).split('/').map(decode);
    if (!segments.some((segment) => AMBIGUOUS.test(segment))) return { encoded, segments };
  }
  throw invalidRequest('The request path is not well formed.');
}

/**
 * `event.path` holds the base path of a custom domain's mapping, and the stage where the mapping names none, while the
 * greedy path parameter never does (GH localstack/localstack#12296). So the path wanted is the one tail of `event.path`
 * that decodes to that parameter.
 */
function withoutBasePath({ path, pathParameters }: ProxyEvent): string {
  const wanted = withoutSlashes(pathParameters?.proxy ?? path);
  for (let start = 0; start !== -1; start = path.indexOf('/', start + 1)) {
    const tail = path.slice(start);
    if (withoutSlashes(decode(tail)) === wanted) return tail;
  }
  return path;
}

function withoutSlashes(path: string): string {
  return path.replace(/^\/|\/$/g, '');
}

/** What is not UTF-8 decodes to a NUL, which no path may hold. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '\0';
  }
}
