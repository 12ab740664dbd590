import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../src/local/errors.js';
import { createProtocols } from '../../src/local/services.js';
import { handlerFor } from '../support/in-process-client.js';
import { LOCAL_CREDENTIALS } from '../support/local-aws.js';

const protocols = createProtocols();
const settings = { region: 'us-east-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 1 };

/** Calls each service with an operation that fails in that way. */
const calls = {
  apigateway: (error: AwsError) =>
    new APIGatewayClient({ ...settings, requestHandler: handlerFor(protocols.apigateway, fail(error)) }).send(
      new GetAccountCommand({}),
    ),
  lambda: (error: AwsError) =>
    new LambdaClient({ ...settings, requestHandler: handlerFor(protocols.lambda, fail(error)) }).send(
      new GetAccountSettingsCommand({}),
    ),
  cloudformation: (error: AwsError) =>
    new CloudFormationClient({
      ...settings,
      requestHandler: handlerFor(protocols.cloudformation, fail(error)),
    }).send(new DescribeStacksCommand({})),
  logs: (error: AwsError) =>
    new CloudWatchLogsClient({ ...settings, requestHandler: handlerFor(protocols.logs, fail(error)) }).send(
      new DescribeLogGroupsCommand({}),
    ),
} as const;

function fail(error: AwsError) {
  return () => {
    throw error;
  };
}

describe('given an operation that fails', () => {
  it.each(['apigateway', 'lambda', 'cloudformation', 'logs'] as const)(
    'when it is %s, then code, message, status and request id arrive',
    async (service) => {
      const error = new AwsError('SomeException', 'Why: <"é"> & more\nlines', 409);
      await expect(calls[service](error)).rejects.toMatchObject({
        name: 'SomeException',
        message: error.message,
        $metadata: { httpStatusCode: 409, requestId: 'request-1' },
      });
    },
  );

  it('when a member is bound to a header, then it is there and the SDK reads it', async () => {
    const error = new AwsError('TooManyRequestsException', 'slow down', 429, { retryAfterSeconds: '7' });
    await expect(calls.apigateway(error)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      retryAfterSeconds: '7',
    });
  });

  it('when it has members of its own, then they arrive', async () => {
    const error = new AwsError('ResourceConflictException', 'in use', 409, { Type: 'User' });
    await expect(calls.lambda(error)).rejects.toMatchObject({
      name: 'ResourceConflictException',
      Type: 'User',
    });
  });

  it('when an error has another code on the wire of the query protocol, then the SDK still raises its class', async () => {
    const error = new AwsError('ChangeSetNotFoundException', 'ChangeSet [c] does not exist', 404);
    await expect(calls.cloudformation(error)).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
      Code: 'ChangeSetNotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('given a request whose values are of the wrong kind', () => {
  const parse = (
    service: keyof typeof protocols,
    request: {
      method?: string;
      path?: string;
      query?: string;
      headers?: Record<string, string>;
      body?: string;
    },
  ) =>
    protocols[service].parse({
      method: 'POST',
      path: '/',
      query: '',
      headers: {},
      ...request,
      body: new TextEncoder().encode(request.body ?? ''),
    });
  const target = { 'x-amz-target': 'Logs_20140328.PutLogEvents' };

  it.each([
    [
      'a string where a list belongs',
      'logs',
      { headers: target, body: '{"logEvents":"x"}' },
      'SerializationException',
    ],
    ['a list where a structure belongs', 'logs', { headers: target, body: '[]' }, 'SerializationException'],
    ['null in a list', 'logs', { headers: target, body: '{"logEvents":[null]}' }, 'SerializationException'],
    ['a bare string', 'logs', { headers: target, body: '"x"' }, 'SerializationException'],
    ['JSON null', 'logs', { headers: target, body: 'null' }, 'SerializationException'],
    ['broken JSON', 'logs', { headers: target, body: '{' }, 'SerializationException'],
    [
      'an unknown target',
      'logs',
      { headers: { 'x-amz-target': 'Logs_20140328.constructor' } },
      'UnknownOperationException',
    ],
    ['no target', 'logs', {}, 'UnknownOperationException'],
    [
      'a number where a string belongs',
      'apigateway',
      { path: '/restapis', body: '{"name":5}' },
      'SerializationException',
    ],
    [
      'text for a number in the query',
      'apigateway',
      { method: 'GET', path: '/restapis', query: 'limit=abc' },
      'SerializationException',
    ],
    ['a broken label', 'apigateway', { method: 'GET', path: '/restapis/%zz' }, 'BadRequestException'],
    ['an unknown path', 'apigateway', { method: 'GET', path: '/nothing/here' }, 'UnknownOperationException'],
    ['no action', 'cloudformation', { body: 'Version=2010-05-15' }, 'MissingAction'],
    ['an unknown action', 'cloudformation', { body: 'Action=toString&Version=2010-05-15' }, 'InvalidAction'],
    [
      'another version',
      'cloudformation',
      { body: 'Action=DescribeStacks&Version=2000-01-01' },
      'InvalidAction',
    ],
    [
      'text for a boolean',
      'cloudformation',
      { body: 'Action=CreateStack&Version=2010-05-15&DisableRollback=maybe' },
      'MalformedInput',
    ],
    [
      'text for a number',
      'cloudformation',
      { body: 'Action=CreateStack&Version=2010-05-15&TimeoutInMinutes=x' },
      'MalformedInput',
    ],
  ] as const)('when it is %s (%s), then it is refused, not passed on', (_what, service, request, code) => {
    expect(() => parse(service, request)).toThrow(expect.objectContaining({ code }) as unknown as Error);
  });

  it.each(['__proto__', 'constructor'])(
    'when a map has the key %s, then it is a key like any other',
    async (key) => {
      const { input } = parse('apigateway', {
        path: '/restapis',
        body: `{"name":"a","tags":{"${key}":"v"}}`,
      });
      expect(Object.entries((input as { tags: object }).tags)).toEqual([[key, 'v']]);
      expect(({} as Record<string, unknown>)['v']).toBeUndefined();
    },
  );
});
