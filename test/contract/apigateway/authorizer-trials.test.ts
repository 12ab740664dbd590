import { APIGateway, type CreateAuthorizerRequest } from '@aws-sdk/client-api-gateway';
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';
import { mockApi } from './mock-api.js';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:authorizer';
const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}:\${stageVariables.authorizer}/invocations`;

/** Says what it was asked in its principal; `deny` is denied, `throw` is an error, `leave` is a 401. */
const source = `exports.handler = async (event) => {
  const token = event.authorizationToken ?? event.headers.Authorization ?? '';
  if (token.includes('leave')) throw new Error('Unauthorized');
  if (token.includes('throw')) throw new Error('oops');
  return {
    principalId: [event.type, event.methodArn, event.queryStringParameters?.q].join(' '),
    usageIdentifierKey: 'a-secret-key-that-nobody-may-see',
    policyDocument: { Version: '2012-10-17', Statement: [
      { Effect: token.includes('deny') ? 'Deny' : 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn }] },
  };
};`;

let local: RunningTestAws;
let api: APIGateway;
beforeAll(async () => {
  local = await startTestAws();
  api = new APIGateway(local.client);
  const lambda = new LambdaClient(local.client);
  const ZipFile = zipSync({ 'index.js': Buffer.from(source) });
  const Role = 'arn:aws:iam::123456789012:role/r';
  const settings = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role } as const;
  await lambda.send(
    new CreateFunctionCommand({ FunctionName: 'authorizer', Code: { ZipFile }, Publish: true, ...settings }),
  );
  const waiter = { client: lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.2 };
  await waitUntilFunctionActiveV2(waiter, { FunctionName: 'authorizer' });
  lambda.destroy();
});
afterAll(async () => {
  api.destroy();
  await local.aws.stop();
});

async function authorizer(input: Partial<CreateAuthorizerRequest> = {}) {
  const { apiId: restApiId } = await mockApi(api);
  const { id: authorizerId } = await api.createAuthorizer({
    restApiId,
    name: 'tenants',
    type: 'REQUEST',
    authorizerUri: uri,
    identitySource: 'method.request.header.Authorization',
    ...input,
  });
  const stageVariables = { authorizer: '1' };
  return {
    restApiId,
    ask: (token: string | undefined, more: object = {}) =>
      api.testInvokeAuthorizer({
        restApiId,
        authorizerId,
        stageVariables,
        ...(token !== undefined && { headers: { Authorization: token } }),
        ...more,
      }),
  };
}

describe('TestInvokeAuthorizer', () => {
  it('given the authorizer allows, then client status is 0, with principal and policy', async () => {
    const { ask, restApiId } = await authorizer();
    const answer = await ask('Bearer x', { pathWithQueryString: '/a?q=1' });
    const methodArn = `arn:aws:execute-api:us-east-1:123456789012:${restApiId}/ESTestInvoke-stage/GET/a`;
    expect(answer).toMatchObject({
      clientStatus: 0,
      principalId: `REQUEST ${methodArn} 1`,
      latency: expect.any(Number),
    });
    expect(JSON.parse(answer.policy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }],
    });
  });

  it('given the authorizer denies, then that is an answer like any other: client status is 0', async () => {
    const { ask } = await authorizer();
    const answer = await ask('deny');
    expect([answer.clientStatus, answer.policy]).toEqual([0, expect.stringContaining('"Deny"')]);
  });

  it.each([
    ['throws Unauthorized', 'leave', {}, 401],
    ['throws anything else', 'throw', {}, 500],
    ['is not asked, without its identity', undefined, {}, 401],
    ['has no such version', 'x', { stageVariables: { authorizer: '77' } }, 500],
    ['is named by a variable that is not given', 'x', { stageVariables: {} }, 500],
  ])('given it %s, then the client status says so and there is no policy', async (_, token, more, status) => {
    const { ask } = await authorizer();
    const answer = await ask(token, more);
    expect(answer.clientStatus).toBe(status);
    expect([answer.policy, answer.principalId]).toEqual([undefined, undefined]);
  });

  it('given type TOKEN, then the token alone is handed over, and one of another form is not', async () => {
    const { ask } = await authorizer({ type: 'TOKEN', identityValidationExpression: 'Bearer .+' });
    expect((await ask('Bearer x')).principalId).toMatch(/^TOKEN arn:.*\/GET\/ $/);
    expect((await ask('Basic x')).clientStatus).toBe(401);
  });

  it('given any answer, then its log tells the way of it and neither token nor key', async () => {
    const { ask } = await authorizer();
    const { log } = await ask('Bearer a-token-of-somebody');
    expect(log).toMatch(/^Execution log for request .*Starting authorizer: tenants for request/s);
    expect(log).not.toMatch(/a-token-of-somebody|a-secret-key/);
  });

  it('given no such authorizer, then says so as AWS does', async () => {
    const { restApiId } = await authorizer();
    const trial = api.testInvokeAuthorizer({ restApiId, authorizerId: 'absent' });
    await expect(trial).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Authorizer identifier specified',
    });
  });
});
