import type { Method } from '@aws-sdk/client-api-gateway';
import type { ApiSnapshot, SnapshotResource } from '../control-plane/apigateway/api-source.js';

/** The method a request is for. */
export interface Route {
  readonly resourceId: string;
  /** The resource's path as configured, e.g. `/{proxy+}`. */
  readonly resourcePath: string;
  readonly method: Method;
  /** The verb under which the method is configured: the request's own, or `ANY`. */
  readonly configuredVerb: string;
  /** Decoded values of the path's variables. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly resource: SnapshotResource;
  readonly path: string;
  readonly parameters: Record<string, string>;
  /** Higher is more specific, segment by segment: literal 2, variable 1, greedy 0. */
  readonly rank: readonly number[];
}

/**
 * Finds the method for a request: the most specific resource that has any method, then its verb or `ANY`.
 * Undefined answers `Missing Authentication Token` (`LS`).
 *
 * @param path percent-encoded path after the stage. Slashes at its end are ignored (as LocalStack found on AWS),
 *   and an encoded slash separates nothing.
 */
export function findRoute(snapshot: ApiSnapshot, verb: string, path: string): Route | undefined {
  const segments = pathSegments(path);
  const best = snapshot.resources
    .flatMap((resource) => matchResource(resource, segments))
    .reduce<Candidate | undefined>(
      (most, next) => (most && compareRanks(most, next) >= 0 ? most : next),
      undefined,
    );
  return best && routeTo(best, verb);
}

function routeTo({ resource, path, parameters }: Candidate, verb: string): Route | undefined {
  const methods = resource.resourceMethods ?? {};
  const configuredVerb = methods[verb] ? verb : 'ANY';
  const method = methods[configuredVerb];
  if (!method) return undefined;
  return {
    resourceId: resource.id ?? '',
    resourcePath: path,
    method,
    configuredVerb,
    pathParameters: parameters,
  };
}

function pathSegments(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/+$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function matchResource(resource: SnapshotResource, segments: readonly string[]): Candidate[] {
  if (!resource.path || Object.keys(resource.resourceMethods ?? {}).length === 0) return [];
  const pattern = pathSegments(resource.path);
  const greedy = pattern.at(-1)?.endsWith('+}') ?? false;
  if (greedy ? segments.length < pattern.length : segments.length !== pattern.length) return [];
  const parameters: Record<string, string> = {};
  const rank: number[] = [];
  for (const [index, part] of pattern.entries()) {
    const value = part.endsWith('+}') ? segments.slice(index).join('/') : (segments[index] ?? '');
    const segmentRank = matchSegment(part, value, parameters);
    if (segmentRank === undefined) return [];
    rank.push(segmentRank);
  }
  return [{ resource, path: resource.path, parameters, rank }];
}

function matchSegment(part: string, value: string, parameters: Record<string, string>): number | undefined {
  const variable = /^\{(.+?)(\+?)\}$/.exec(part);
  if (!variable?.[1]) return part === value || part === decoded(value) ? 2 : undefined;
  if (value === '') return undefined;
  parameters[variable[1]] = decoded(value);
  return variable[2] ? 0 : 1;
}

/** Percent-decoded; as it came where it is not valid encoding. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function compareRanks(left: Candidate, right: Candidate): number {
  const length = Math.max(left.rank.length, right.rank.length);
  for (let index = 0; index < length; index++) {
    const difference = (left.rank[index] ?? -1) - (right.rank[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
