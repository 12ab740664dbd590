import {
  APIGatewayClient,
  CreateRestApiCommand,
  GetRestApiCommand,
  GetTagsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-api-gateway';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListTypesCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, ListLayersCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import aws4 from 'aws4';
import { createLocalAws } from '../../src/local/cloud.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
beforeAll(async () => {
  local = await startTestAws();
});
afterAll(() => local.aws.stop());

/** The SDK's HTTP/2 handler, which Bedrock's client has by default and any client can use. */
function http2Handler() {
  return new BedrockRuntimeClient({ ...local.client }).config.requestHandler;
}

describe.each(['HTTP/1.1', 'HTTP/2'])('given SDK clients over %s', (version) => {
  const settings = () => ({
    ...local.client,
    ...(version === 'HTTP/2' ? { requestHandler: http2Handler() } : {}),
  });

  it('when the operator asks who it is, then the local account answers', async () => {
    const client = new STSClient(settings());
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/local',
    });
    client.destroy();
  });

  it('when an API is made and read, then they are equal, and the answer has a request id', async () => {
    const client = new APIGatewayClient(settings());
    const made = await client.send(new CreateRestApiCommand({ name: 'a', tags: { k: 'v' } }));
    const read = await client.send(new GetRestApiCommand({ restApiId: made.id }));
    expect(read).toMatchObject({ id: made.id, name: 'a', createdDate: made.createdDate });
    expect(made.$metadata).toMatchObject({
      httpStatusCode: 201,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
    client.destroy();
  });

  it('when an ARN is in the path, then it arrives decoded', async () => {
    const client = new APIGatewayClient(settings());
    const { id = '' } = await client.send(new CreateRestApiCommand({ name: 'tagged' }));
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${id}`;
    await client.send(new TagResourceCommand({ resourceArn, tags: { team: 'a b' } }));
    expect((await client.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ team: 'a b' });
    client.destroy();
  });

  it.each([
    [
      'rest-json',
      () => new APIGatewayClient(settings()).send(new GetRestApiCommand({ restApiId: 'none' })),
      'NotFoundException',
      404,
    ],
    [
      'query',
      () => new CloudFormationClient(settings()).send(new DescribeStacksCommand({ StackName: 'none' })),
      'ValidationError',
      400,
    ],
  ])(
    'when an operation fails over %s, then the SDK raises the exception it would raise against AWS',
    async (_protocol, call, name, status) => {
      await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    },
  );

  it.each([
    ['query', () => new CloudFormationClient(settings()).send(new ListTypesCommand({}))],
    ['rest-json', () => new LambdaClient(settings()).send(new ListLayersCommand({}))],
  ])('when an operation is not here (%s), then it says so and is not retried', async (_protocol, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'NotImplementedHere',
      message: expect.stringContaining('not implemented in the local AWS') as unknown,
      $metadata: { attempts: 1, httpStatusCode: 501 },
    });
  });

  it('when a region is named, then it has resources of its own', async () => {
    const [here, there] = ['eu-west-1', 'eu-west-3'].map(
      (region) => new APIGatewayClient({ ...settings(), region }),
    );
    const made = await here?.send(new CreateRestApiCommand({ name: 'regional' }));
    await expect(there?.send(new GetRestApiCommand({ restApiId: made?.id }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

describe('given credentials', () => {
  const apigateway = (credentials: object) =>
    new APIGatewayClient({
      ...local.client,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local', ...credentials },
    }).send(new GetRestApiCommand({ restApiId: 'x' }));
  const sts = (credentials: object) =>
    new STSClient({
      ...local.client,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local', ...credentials },
    }).send(new GetCallerIdentityCommand({}));
  const logs = (credentials: object) =>
    new CloudWatchLogsClient({
      ...local.client,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local', ...credentials },
    }).send(new DescribeLogGroupsCommand({}));

  const unknown = { accessKeyId: 'AKIAUNKNOWN' };
  const wrong = { secretAccessKey: 'wrong' };
  const expired = { accessKeyId: 'expired', secretAccessKey: 'expired', sessionToken: 'expired' };

  it.each([
    ['an unknown key, REST', () => apigateway(unknown), 'UnrecognizedClientException'],
    ['an unknown key, query', () => sts(unknown), 'InvalidClientTokenId'],
    ['a wrong secret, REST', () => apigateway(wrong), 'InvalidSignatureException'],
    ['a wrong secret, query', () => sts(wrong), 'SignatureDoesNotMatch'],
    ['a wrong secret, JSON', () => logs(wrong), 'InvalidSignatureException'],
    ['expired credentials, REST', () => apigateway(expired), 'ExpiredTokenException'],
    ['expired credentials, query', () => sts(expired), 'ExpiredToken'],
    ['expired credentials, JSON', () => logs(expired), 'ExpiredTokenException'],
  ])('when it is %s, then it is refused as AWS refuses it', async (_name, call, code) => {
    await expect(call()).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: 403 } });
  });

  it('when a role is assumed, then its credentials work until they expire', async () => {
    let now = Date.now();
    const timed = await startTestAws({ clock: { now: () => now, sleep: () => Promise.resolve() } });
    const request = new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/r',
      RoleSessionName: 'session',
      DurationSeconds: 900,
    });
    const { Credentials: issued } = await new STSClient(timed.client).send(request);
    const assumed = new STSClient({
      ...timed.client,
      credentials: {
        accessKeyId: issued?.AccessKeyId ?? '',
        secretAccessKey: issued?.SecretAccessKey ?? '',
        sessionToken: issued?.SessionToken ?? '',
      },
    });
    expect((await assumed.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:sts::123456789012:assumed-role/r/session',
    );
    // The signature itself must not be too old: the client learns the server's time from the first refusal.
    now += 899_000;
    assumed.config.systemClockOffset = 899_000;
    await assumed.send(new GetCallerIdentityCommand({}));
    now += 2_000;
    assumed.config.systemClockOffset = 901_000;
    await expect(assumed.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
    await timed.aws.stop();
  });

  it('when a request is not signed, then it is refused', async () => {
    const response = await fetch(`${local.url}/restapis`);
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it.each([
    ['REST', 'GET', '/things', {}],
    [
      'JSON',
      'POST',
      '/',
      { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
    ],
    ['query', 'POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])(
    'when a service is not here (%s), then the signed request gets a clear answer in its own form',
    async (form, method, path, headers) => {
      const request = {
        host: `127.0.0.1:${String(local.port)}`,
        method,
        path,
        headers: { ...headers },
        service: 'elsewhere',
        region: 'us-east-1',
      };
      const signed = aws4.sign(request, local.client.credentials);
      const response = await fetch(local.url + path, {
        method,
        headers: signed.headers as Record<string, string>,
      });
      const text = await response.text();
      expect(response.status).toBe(501);
      expect(text).toContain('The service elsewhere is not implemented in the local AWS of aigw.');
      expect(text.startsWith('<ErrorResponse')).toBe(form === 'query');
    },
  );
});

describe('given a local AWS', () => {
  it('when its health is asked for, then it answers without a signature', async () => {
    const health = (await (await fetch(`${local.url}/_aws/aigw/health`)).json()) as object;
    expect(health).toMatchObject({
      status: 'running',
      pid: process.pid,
      regions: expect.arrayContaining(['us-east-1']) as unknown,
    });
  });

  it('when its port is taken, then a second one says which', async () => {
    const second = createLocalAws({ port: local.port });
    await expect(second.start()).rejects.toThrow(`Port ${String(local.port)} of 127.0.0.1 is in use`);
  });

  it('when it fails unexpectedly, then the client gets InternalFailure without details, and the log has the cause', async () => {
    let isBroken = false;
    const now = () => {
      if (isBroken) throw new TypeError('a bug of ours');
      return Date.now();
    };
    const broken = await startTestAws({ clock: { now, sleep: () => Promise.resolve() } });
    isBroken = true;
    await expect(new STSClient(broken.client).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: expect.not.stringContaining('a bug of ours') as unknown,
      $metadata: { httpStatusCode: 500 },
    });
    expect(broken.logged.join()).toContain('a bug of ours');
    await broken.aws.stop();
  });

  it('when rates are enforced, then a second deployment-like call is throttled with Retry-After', async () => {
    const limited = await startTestAws({ rates: true });
    const client = new APIGatewayClient(limited.client);
    await client.send(new CreateRestApiCommand({ name: 'one' }));
    await expect(client.send(new CreateRestApiCommand({ name: 'two' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      retryAfterSeconds: '3',
      $metadata: { httpStatusCode: 429 },
    });
    await limited.aws.stop();
  });
});
