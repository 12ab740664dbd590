import type { OperationSchema } from './service-schemas.js';

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean };

interface Route {
  readonly operation: OperationSchema;
  readonly method: string;
  readonly segments: readonly Segment[];
  /** Query parameters the route demands, e.g. `mode=import`. */
  readonly query: readonly (readonly [string, string])[];
}

/** Where a request leads, and what its path says. */
export interface RouteMatch {
  readonly operation: OperationSchema;
  /** Decoded. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of query parameters that the route itself demands: no input of the operation. */
  readonly demandedQuery: readonly string[];
}

/** Routes of a REST service, most specific first: literals before labels, demanded query parameters before none. */
export class HttpRoutes {
  readonly #routes: readonly Route[];

  constructor(operations: Iterable<OperationSchema>) {
    const routes: Route[] = [];
    for (const operation of operations) {
      if (operation.traits.http) routes.push(compileRoute(operation, operation.traits.http));
    }
    this.#routes = routes.sort((a, b) => compareSpecificity(a, b));
  }

  /**
   * @param path still percent-encoded
   * @throws URIError when a label is not valid percent-encoding
   */
  match(method: string, path: string, query: URLSearchParams): RouteMatch | undefined {
    const parts = splitPath(path);
    for (const route of this.#routes) {
      if (route.method !== method || !route.query.every(([name, value]) => query.get(name) === value))
        continue;
      const labels = matchSegments(route.segments, parts);
      if (labels)
        return { operation: route.operation, labels, demandedQuery: route.query.map(([name]) => name) };
    }
    return undefined;
  }
}

function compileRoute(
  operation: OperationSchema,
  [method, pattern]: readonly [string, string, number],
): Route {
  const [path = '', query = ''] = pattern.split('?');
  return {
    operation,
    method,
    segments: splitPath(path).map(compileSegment),
    query: [...new URLSearchParams(query)],
  };
}

function compileSegment(segment: string): Segment {
  const label = /^\{([^{}+]+)(\+?)\}$/.exec(segment);
  return label?.[1] ? { label: label[1], greedy: label[2] === '+' } : { literal: segment };
}

// A trailing slash names the same resource: clients differ in whether they send it.
function splitPath(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function compareSpecificity(a: Route, b: Route): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let i = 0; i < length; i++) {
    const difference = segmentWeight(b.segments[i]) - segmentWeight(a.segments[i]);
    if (difference !== 0) return difference;
  }
  return b.query.length - a.query.length;
}

function segmentWeight(segment: Segment | undefined): number {
  if (!segment) return 0;
  if ('literal' in segment) return 3;
  return segment.greedy ? 1 : 2;
}

function matchSegments(
  segments: readonly Segment[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  const greedyAt = segments.findIndex((segment) => 'label' in segment && segment.greedy);
  const surplus = parts.length - segments.length;
  if (greedyAt < 0 ? surplus !== 0 : surplus < 0) return undefined;
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const taken = parts.slice(at, at + 1 + (index === greedyAt ? surplus : 0)).join('/');
    at += index === greedyAt ? surplus + 1 : 1;
    if ('literal' in segment ? segment.literal !== taken : taken === '') return undefined;
    if ('label' in segment) labels[segment.label] = decodeURIComponent(taken);
  }
  return labels;
}
