import { describe, expect, it } from '@jest/globals';
import { NormalizedSchema } from '@smithy/core/schema';
import { HttpRoutes } from '../../../src/local/protocol/http-routes.js';

function routesOf(patterns: Readonly<Record<string, readonly [string, string]>>): HttpRoutes {
  const unit = NormalizedSchema.of('unit');
  return new HttpRoutes(
    Object.entries(patterns).map(([name, [method, path]]) => ({
      name,
      traits: { http: [method, path, 200] as const },
      input: unit,
      output: unit,
    })),
  );
}

function match(routes: HttpRoutes, method: string, url: string) {
  const [path = '', query = ''] = url.split('?');
  const found = routes.match(method, path, new URLSearchParams(query));
  return found && { name: found.operation.name, labels: found.labels };
}

describe('given routes that overlap', () => {
  const routes = routesOf({
    Get: ['GET', '/things/{id}'],
    Special: ['GET', '/things/special'],
    Sub: ['GET', '/things/{id}/parts/{part}'],
    Rest: ['GET', '/things/{path+}'],
    Create: ['POST', '/things'],
    Import: ['POST', '/things?mode=import'],
  });

  it('when a literal and a label fit, then the literal wins', () => {
    expect(match(routes, 'GET', '/things/special')?.name).toBe('Special');
  });

  it('when a label and a greedy label fit, then the label wins', () => {
    expect(match(routes, 'GET', '/things/a')).toEqual({ name: 'Get', labels: { id: 'a' } });
  });

  it('when only the greedy label is long enough, then it takes all segments', () => {
    expect(match(routes, 'GET', '/things/a/b/c')).toEqual({ name: 'Rest', labels: { path: 'a/b/c' } });
  });

  it('when a query parameter is demanded and there, then that route wins', () => {
    expect(match(routes, 'POST', '/things?mode=import')?.name).toBe('Import');
  });

  it('when a demanded query parameter has another value, then the plain route is taken', () => {
    expect(match(routes, 'POST', '/things?mode=other')?.name).toBe('Create');
  });

  it('when a slash ends the path, then it is the same resource', () => {
    expect(match(routes, 'POST', '/things/')?.name).toBe('Create');
  });

  it('when nothing fits, then there is no match', () => {
    expect(match(routes, 'DELETE', '/things/a')).toBeUndefined();
    expect(match(routes, 'GET', '/')).toBeUndefined();
  });

  it('when a label is percent-encoded, then it is decoded, slashes included', () => {
    expect(match(routes, 'GET', '/things/a%2Fb%20c')).toEqual({ name: 'Get', labels: { id: 'a/b c' } });
  });

  it('when a label is badly encoded, then it is refused', () => {
    expect(() => match(routes, 'GET', '/things/%zz')).toThrow(URIError);
  });

  it('when a label is empty, then it does not match', () => {
    expect(match(routes, 'GET', '/things//parts/x')?.name).not.toBe('Sub');
  });
});
