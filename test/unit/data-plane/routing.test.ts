import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SnapshotResource } from '../../../src/local/control-plane/apigateway/api-source.js';
import { findRoute } from '../../../src/local/data-plane/routing.js';
import { TestRegion, bufferedIntegration, liveStage, method, snapshotOf, withServed } from './support.js';

const any = method(bufferedIntegration);

function resource(path: string, ...verbs: string[]): SnapshotResource {
  return { id: path, path, resourceMethods: Object.fromEntries(verbs.map((verb) => [verb, any])) };
}

const api = snapshotOf(any, {
  resources: [
    { id: 'root', path: '/' },
    resource('/{proxy+}', 'ANY'),
    resource('/invoke', 'POST'),
    resource('/model/{id}', 'GET'),
    resource('/model/{id}/converse', 'POST'),
    resource('/model/special', 'GET'),
    { id: 'node', path: '/only-a-node' },
  ],
});

describe('findRoute', () => {
  it.each([
    ['POST', '/invoke', '/invoke', {}],
    ['POST', '/invoke/', '/invoke', {}],
    ['GET', '/model/special', '/model/special', {}],
    ['GET', '/model/a%3Ab', '/model/{id}', { id: 'a:b' }],
    ['GET', '/model/arn%2Fwith%2Fslashes', '/model/{id}', { id: 'arn/with/slashes' }],
    ['POST', '/model/x/converse', '/model/{id}/converse', { id: 'x' }],
    ['POST', '/model/x/other', '/{proxy+}', { proxy: 'model/x/other' }],
    ['GET', '/a/b%20c/', '/{proxy+}', { proxy: 'a/b c' }],
    ['GET', '/only-a-node', '/{proxy+}', { proxy: 'only-a-node' }],
    ['GET', '/100%', '/{proxy+}', { proxy: '100%' }],
  ])('%s %s is for %s', (verb, path, resourcePath, pathParameters) => {
    expect(findRoute(api, verb, path)).toMatchObject({ resourcePath, pathParameters });
  });

  it('given a resource without the verb, finds nothing, not even a less specific resource', () => {
    expect(findRoute(api, 'GET', '/invoke')).toBeUndefined();
  });

  it('given the root, a greedy variable does not match it', () => {
    expect(findRoute(api, 'GET', '/')).toBeUndefined();
    expect(findRoute(snapshotOf(any, { resources: [resource('/', 'GET')] }), 'GET', '/')?.resourcePath).toBe(
      '/',
    );
  });

  it('given any path under the root, the greedy variable holds it decoded', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (parts) => {
        const path = `/x/${parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')}`;
        const expected = ['x', ...parts.map((part) => part.toWellFormed())].join('/');
        expect(findRoute(api, 'GET', path)?.pathParameters).toEqual({ proxy: expected });
      }),
    );
  });
});

describe('a request for what is not there', () => {
  it.each([
    ['a path without a resource', '/'],
    ['a verb without a method', '/nothing'],
  ])('given %s, answers Missing Authentication Token', async (_, path) => {
    const test = new TestRegion();
    test.live = liveStage(snapshotOf(any, { resources: [resource('/nothing', 'POST')] }));
    await withServed(test, async (gateway) => {
      const reply = await gateway.call(path);
      expect(reply).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' });
      expect(reply.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
    });
  });

  it('given a stage that does not exist, answers Forbidden, and its own health under /ping', async () => {
    const test = new TestRegion();
    await withServed(test, async (gateway) => {
      const base = `http://127.0.0.1:${String(gateway.h1Port)}`;
      const unknown = await fetch(`${base}/v9/x`);
      expect(unknown.status).toBe(403);
      expect(unknown.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
      expect(await unknown.json()).toEqual({ message: 'Forbidden' });
      expect((await fetch(`${base}/ping`)).status).toBe(200);
      expect((await fetch(`${base}/sping`)).status).toBe(200);
    });
  });
});
