import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import {
  FunctionError,
  TestRegion,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  until,
  withServed,
  type Invoke,
} from './support.js';

const AUTHORIZER_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:authorizer';
const AUTHORIZER: Authorizer = {
  id: 'auth1',
  name: 'authorizer',
  type: 'REQUEST',
  identitySource: 'method.request.header.Authorization',
  authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${AUTHORIZER_ARN}:\${stageVariables.authorizer}/invocations`,
};

function policy(effect: string, resource = '*'): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }],
  };
}

const allowing = { principalId: 'tenant-1', policyDocument: policy('Allow') };

function guarded(answer: Invoke, more: Partial<Authorizer> = {}, stage: object = {}): TestRegion {
  const test = new TestRegion();
  const authorized = method(bufferedIntegration, { authorizationType: 'CUSTOM', authorizerId: 'auth1' });
  const snapshot = snapshotOf(authorized, { authorizers: [{ ...AUTHORIZER, ...more }] });
  test.live = liveStage(snapshot, { variables: { forwarder: '7', authorizer: '3' }, ...stage });
  test.invoke = (event, invocation) =>
    invocation.functionArn.startsWith(AUTHORIZER_ARN)
      ? answer(event, invocation)
      : {
          statusCode: 200,
          body: JSON.stringify((event['requestContext'] as { authorizer: unknown }).authorizer),
        };
  return test;
}

function asked(test: TestRegion): number {
  return test.invocations.filter(({ functionArn }) => functionArn === `${AUTHORIZER_ARN}:3`).length;
}

const token = { headers: { Authorization: 'Bearer one' } };

describe('a Lambda authorizer', () => {
  it('given an Allow, lets the request through with principal and context as text', async () => {
    const test = guarded(() => ({ ...allowing, context: { tenant: 'a', limit: 5, beta: true } }));
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', token);
      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.body)).toMatchObject({
        principalId: 'tenant-1',
        tenant: 'a',
        limit: '5',
        beta: 'true',
      });
    });
  });

  it('given type REQUEST, hands over the request without its body', async () => {
    let seen: Record<string, unknown> = {};
    const test = guarded((event) => {
      seen = event;
      return allowing;
    });
    await withServed(test, async (gateway) => {
      await gateway.call('/model/a%3Ab?q=1', { method: 'POST', body: 'secret', ...token });
    });
    expect(seen).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:123456789012:abc123/v1/POST/model/a%3Ab',
      path: '/model/a%3Ab',
      pathParameters: { proxy: 'model/a:b' },
      queryStringParameters: { q: '1' },
      headers: { Authorization: 'Bearer one' },
      stageVariables: { authorizer: '3' },
    });
    expect(seen).not.toHaveProperty('body');
  });

  it('given type TOKEN, hands over the token alone', async () => {
    let seen: Record<string, unknown> = {};
    const test = guarded(
      (event) => {
        seen = event;
        return allowing;
      },
      { type: 'TOKEN' },
    );
    await withServed(test, async (gateway) => {
      await gateway.call('/x', token);
    });
    expect(seen).toEqual({
      type: 'TOKEN',
      authorizationToken: 'Bearer one',
      methodArn: 'arn:aws:execute-api:us-east-1:123456789012:abc123/v1/GET/x',
    });
  });

  it.each([
    [
      'an explicit Deny',
      policy('Deny'),
      'User is not authorized to access this resource with an explicit deny',
    ],
    [
      'nothing that matches',
      policy('Allow', 'arn:aws:execute-api:*:*:other/*'),
      'User is not authorized to access this resource',
    ],
  ])('given %s, answers 403 and runs nothing more', async (_, policyDocument, Message) => {
    const test = guarded(() => ({ ...allowing, policyDocument }));
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', token);
      expect(reply.status).toBe(403);
      expect(reply.headers['x-amzn-errortype']).toBe('AccessDeniedException');
      expect(JSON.parse(reply.body)).toEqual({ Message });
    });
    expect(test.invocations).toHaveLength(1);
  });

  it('given a function that throws Unauthorized, answers 401', async () => {
    const test = guarded(() => new FunctionError('Unauthorized'));
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', token);
      expect(reply).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
      expect(reply.headers['x-amzn-errortype']).toBe('UnauthorizedException');
    });
  });

  it.each([
    ['throws anything else', new FunctionError('unauthorized')],
    ['returns no policy', { principalId: 'x' }],
    ['returns a policy of the wrong shape', { principalId: 'x', policyDocument: { Statement: [{}] } }],
    ['returns a context that is not flat', { ...allowing, context: { a: { b: 1 } } }],
    ['returns a usageIdentifierKey that is no text', { ...allowing, usageIdentifierKey: 5 }],
    ['returns a list', [allowing]],
    ['returns null', null],
    ['returns text that is not JSON', 'allow'],
  ])('given a function that %s, answers 500 without a word and runs nothing more', async (_, returned) => {
    const test = guarded(() => returned);
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', token);
      expect(reply).toMatchObject({ status: 500, body: '{"message":null}' });
      expect(reply.headers['x-amzn-errortype']).toBe('AuthorizerConfigurationException');
    });
    expect(test.invocations).toHaveLength(1);
  });

  it('given a function that does not answer, answers 500 in the end', async () => {
    const test = guarded(() => new Promise(() => undefined));
    await withServed(test, async (gateway) => {
      const reply = gateway.call('/x', token);
      await until(() => test.invocations.length === 1);
      test.clock.advance(29_000);
      expect((await reply).status).toBe(500);
    });
  });

  it('given no identity, answers 401 without asking', async () => {
    const test = guarded(() => allowing);
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x')).status).toBe(401);
      expect((await gateway.call('/x', { headers: { authorization: '' } })).status).toBe(401);
    });
    expect(test.invocations).toHaveLength(0);
  });

  it('given no caching, asks a REQUEST authorizer even without the identity', async () => {
    const test = guarded(() => allowing, { authorizerResultTtlInSeconds: 0 });
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x')).status).toBe(200);
      expect((await gateway.call('/x', token)).status).toBe(200);
      expect((await gateway.call('/x', token)).status).toBe(200);
    });
    expect(asked(test)).toBe(3);
  });

  it('given a validation expression that the token does not match, answers 401 without asking', async () => {
    const test = guarded(() => allowing, { type: 'TOKEN', identityValidationExpression: 'Bearer [a-z]+' });
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x', { headers: { authorization: 'Bearer one two' } })).status).toBe(401);
      expect((await gateway.call('/x', token)).status).toBe(200);
    });
    expect(asked(test)).toBe(1);
  });

  it('given caching, asks once for each identity until the time is over', async () => {
    const test = guarded(() => allowing, { authorizerResultTtlInSeconds: 60 });
    await withServed(test, async (gateway) => {
      await gateway.call('/x', token);
      await gateway.call('/another/path', token);
      expect(asked(test)).toBe(1);
      await gateway.call('/x', { headers: { Authorization: 'Bearer two' } });
      expect(asked(test)).toBe(2);
      test.clock.advance(60_000);
      await gateway.call('/x', token);
      expect(asked(test)).toBe(3);
    });
  });

  it('given a cached Deny, it still denies; given an error, it is not cached', async () => {
    let answer: unknown = { ...allowing, policyDocument: policy('Deny') };
    const test = guarded(() => answer);
    await withServed(test, async (gateway) => {
      await gateway.call('/x', token);
      answer = allowing;
      expect((await gateway.call('/x', token)).status).toBe(403);
      answer = new FunctionError('boom');
      expect((await gateway.call('/x', { headers: { Authorization: 'two' } })).status).toBe(500);
      answer = allowing;
      expect((await gateway.call('/x', { headers: { Authorization: 'two' } })).status).toBe(200);
    });
  });

  it('given a cached Allow of one path, another path is judged by the same policy', async () => {
    const test = guarded(() => ({
      ...allowing,
      policyDocument: policy('Allow', 'arn:aws:execute-api:*:*:*/v1/GET/one'),
    }));
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/one', token)).status).toBe(200);
      expect((await gateway.call('/two', token)).status).toBe(403);
    });
    expect(asked(test)).toBe(1);
  });

  it('given a new deployment or a flush of the stage, asks again', async () => {
    const test = guarded(() => allowing);
    await withServed(test, async (gateway) => {
      await gateway.call('/x', token);
      const live = test.live;
      if (live) test.live = { ...live, stage: { ...live.stage, deploymentId: 'dep2' } };
      await gateway.call('/x', token);
      expect(asked(test)).toBe(2);
      test.region.state.table<number>('apigateway/authorizerFlushes').set('abc123/v1', 1);
      await gateway.call('/x', token);
      expect(asked(test)).toBe(3);
    });
  });

  it('given several identity sources, each of them distinguishes callers', async () => {
    const sources =
      'method.request.header.Authorization, method.request.querystring.tenant, stageVariables.authorizer, context.httpMethod';
    const test = guarded(() => allowing, { identitySource: sources });
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x', token)).status).toBe(401);
      await gateway.call('/x?tenant=a', token);
      await gateway.call('/x?tenant=b', token);
      await gateway.call('/x?tenant=b', { ...token, method: 'POST' });
    });
    expect(asked(test)).toBe(3);
  });

  it.each([
    ['a method of AWS_IAM', { authorizationType: 'AWS_IAM' }, /AWS_IAM authorization is not implemented/],
    [
      'a method of COGNITO_USER_POOLS',
      { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'auth1' },
      /COGNITO_USER_POOLS authorization is not implemented/,
    ],
  ])('given %s, refuses with 403 and says why', async (_, authorization, message) => {
    const test = guarded(() => allowing);
    test.live = liveStage(snapshotOf(method(bufferedIntegration, authorization)));
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', token);
      expect(reply.status).toBe(403);
      expect(reply.body).toMatch(message);
    });
    expect(test.invocations).toHaveLength(0);
  });

  it('given an authorizer that is not in the deployment or a version that is not set, answers 500', async () => {
    const missing = guarded(() => allowing, { id: 'other' });
    const unset = guarded(() => allowing, {}, { variables: { forwarder: '7' } });
    for (const test of [missing, unset]) {
      await withServed(test, async (gateway) => {
        expect(await gateway.call('/x', token)).toMatchObject({ status: 500, body: '{"message":null}' });
      });
      expect(test.invocations).toHaveLength(0);
    }
  });
});
