import { APIGateway, type PutIntegrationRequest, type PutMethodRequest } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';

/** One file of three handlers, as a customer would write them. */
const CODE = `
exports.stream = awslambda.streamifyResponse(async (event, responseStream) => {
  const head = { statusCode: 200, headers: { 'content-type': 'text/plain' } };
  const out = awslambda.HttpResponseStream.from(responseStream, head);
  if (event.pathParameters.proxy === 'broken') {
    out.write('half');
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error('broken');
  }
  if (event.pathParameters.proxy === 'held') {
    out.write('first');
    await new Promise((resolve) => responseStream.once('close', resolve));
    console.log('left ' + event.requestContext.requestId);
    return;
  }
  for (let index = 0; index < 10000; index++) {
    if (!out.write(index + '\\n')) await new Promise((resolve) => out.once('drain', resolve));
  }
  out.end();
});
exports.buffered = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });
exports.authorizer = async (event) => ({
  principalId: 'someone',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{
      Action: 'execute-api:Invoke',
      Effect: event.headers.authorization === 'good' ? 'Allow' : 'Deny',
      Resource: '*',
    }],
  },
});
`;

const ACCESS_LOG = '/test/access';
const LINES = Array.from({ length: 10_000 }, (_, index) => `${String(index)}\n`).join('');

let local: LocalAws;
let url: string;
let apiId: string;
let logs: CloudWatchLogs;
let gateway: APIGateway;

beforeAll(async () => {
  local = createLocalAws({ port: 0 });
  ({ url } = await local.start());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = { endpoint: url, region: 'us-east-1', credentials };
  logs = new CloudWatchLogs(client);
  await logs.createLogGroup({ logGroupName: ACCESS_LOG });
  await createFunctions(new Lambda(client));
  gateway = new APIGateway(client);
  apiId = await createApi();
});

afterAll(async () => {
  await local.stop();
});

async function createFunctions(lambda: Lambda): Promise<void> {
  for (const name of ['stream', 'buffered', 'authorizer']) {
    await lambda.createFunction({
      FunctionName: name,
      Role: 'arn:aws:iam::123456789012:role/function',
      Handler: `index.${name}`,
      Runtime: 'nodejs24.x',
      Code: { ZipFile: zipSync({ 'index.js': strToU8(CODE) }) },
      Publish: true,
    });
  }
}

function functionUri(name: string, version: string, operation: string): string {
  const arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}:\${stageVariables.release}`;
  return `arn:aws:apigateway:us-east-1:lambda:path/${version}/functions/${arn}/${operation}`;
}

async function createApi(): Promise<string> {
  const { id: restApiId, rootResourceId } = await gateway.createRestApi({
    name: 'deployed',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  const authorizer = await gateway.createAuthorizer({
    restApiId,
    name: 'authorizer',
    type: 'REQUEST',
    identitySource: 'method.request.header.authorization',
    authorizerUri: functionUri('authorizer', '2015-03-31', 'invocations'),
  });
  const method = async (
    pathPart: string,
    integration: Partial<PutIntegrationRequest>,
    more: Partial<PutMethodRequest> = {},
  ) => {
    const top = await gateway.createResource({ restApiId, parentId: rootResourceId, pathPart });
    const { id: resourceId } = await gateway.createResource({
      restApiId,
      parentId: top.id,
      pathPart: '{proxy+}',
    });
    const place = { restApiId, resourceId, httpMethod: 'ANY' };
    await gateway.putMethod({ ...place, authorizationType: 'NONE', ...more });
    await gateway.putIntegration({
      ...place,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      ...integration,
    });
  };
  const streamUri = functionUri('stream', '2021-11-15', 'response-streaming-invocations');
  const bufferedUri = functionUri('buffered', '2015-03-31', 'invocations');
  await method('stream', { uri: streamUri, responseTransferMode: 'STREAM' });
  await method('buffered', { uri: bufferedUri });
  const guarded = { authorizationType: 'CUSTOM', authorizerId: authorizer.id };
  await method('guarded', { uri: bufferedUri }, guarded);
  await method('keyed', { uri: bufferedUri }, { apiKeyRequired: true });
  await gateway.updateAccount({
    patchOperations: [
      { op: 'replace', path: '/cloudwatchRoleArn', value: 'arn:aws:iam::123456789012:role/logs' },
    ],
  });
  await gateway.createDeployment({ restApiId, stageName: 'v1', variables: { release: '1' } });
  const destination = `arn:aws:logs:us-east-1:123456789012:log-group:${ACCESS_LOG}`;
  const format =
    '$context.requestId $context.status $context.resourcePath $context.integration.responseTransferMode';
  await gateway.updateStage({
    restApiId,
    stageName: 'v1',
    patchOperations: [
      { op: 'replace', path: '/accessLogSettings/destinationArn', value: destination },
      { op: 'replace', path: '/accessLogSettings/format', value: format },
    ],
  });
  return restApiId ?? '';
}

interface Reply {
  readonly status: number;
  readonly requestId: string;
  readonly body: string;
}

/** A client that may leave as soon as it has read something. */
type Call = (path: string, headers?: Record<string, string>, leaves?: boolean) => Promise<Reply>;

/** By path over HTTP/1.1. Rejects when the connection breaks. */
const callByPath: Call = (path, headers = {}, leaves = false) => {
  const address = `${url}/_aws/execute-api/${apiId}/v1${path}`;
  return new Promise((resolve, reject) => {
    const request = httpRequest(address, { headers }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => {
        body += part.toString();
        if (leaves) request.destroy(new Error('The client leaves.'));
      });
      response.on('error', reject);
      response.on('end', () => {
        const requestId = String(response.headers['x-amzn-requestid']);
        resolve({ status: response.statusCode ?? 0, requestId, body });
      });
    });
    request.on('error', reject).end();
  });
};

/** By host name over HTTP/2 with prior knowledge. Rejects when the stream is reset. */
const callByHost: Call = (path, headers = {}, leaves = false) => {
  const session = connect(url);
  const authority = `${apiId}.execute-api.us-east-1.amazonaws.com`;
  return new Promise<Reply>((resolve, reject) => {
    const stream = session.request({ ':path': `/v1${path}`, ':authority': authority, ...headers });
    let body = '';
    let status = 0;
    let requestId = '';
    stream.on('response', (head) => {
      status = Number(head[':status']);
      requestId = String(head['x-amzn-requestid']);
    });
    stream.on('data', (part: Buffer) => {
      body += part.toString();
      if (leaves) stream.destroy(new Error('The client leaves.'));
    });
    stream.on('error', reject);
    stream.on('end', () => {
      resolve({ status, requestId, body });
    });
    stream.end();
  }).finally(() => {
    session.destroy();
  });
};

describe.each([
  ['by path over HTTP/1.1', callByPath],
  ['by host name over HTTP/2', callByHost],
])('given an API deployed with the AWS SDK, called %s', (_, call) => {
  it('runs the buffered function with the encoded path', async () => {
    const reply = await call('/buffered/model/a%3Ab');
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toMatchObject({
      path: '/buffered/model/a%3Ab',
      pathParameters: { proxy: 'model/a:b' },
      requestContext: { path: '/v1/buffered/model/a%3Ab', stage: 'v1' },
    });
  });

  it('streams 10,000 chunks of the streaming function in order', async () => {
    expect(await call('/stream/all')).toMatchObject({ status: 200, body: LINES });
  });

  it('breaks the connection where the function breaks', async () => {
    await expect(call('/stream/broken')).rejects.toThrow();
  });

  it('tells the function within a second that the client left', async () => {
    const requestId = randomUUID();
    await expect(call('/stream/held', { 'x-amzn-requestid': requestId }, true)).rejects.toThrow();
    const leftAt = Date.now();
    const logGroupName = '/aws/lambda/stream';
    for (let found = 0; found === 0;) {
      const { events = [] } = await logs.filterLogEvents({
        logGroupName,
        filterPattern: `"left ${requestId}"`,
      });
      found = events.length;
      if (found === 0 && Date.now() - leftAt > 1_000)
        throw new Error('The function was not told within a second.');
    }
  });

  it('asks the authorizer', async () => {
    expect((await call('/guarded/x')).status).toBe(401);
    expect((await call('/guarded/x', { authorization: 'bad' })).status).toBe(403);
    expect((await call('/guarded/x', { authorization: 'good' })).status).toBe(200);
  });

  it('holds a client to the key and the quota of its usage plan, from one request to the next', async () => {
    const { id: keyId = '', value = '' } = await gateway.createApiKey({ name: 'client', enabled: true });
    const { id: usagePlanId } = await gateway.createUsagePlan({
      name: 'plan',
      quota: { limit: 2, period: 'MONTH' },
      apiStages: [{ apiId, stage: 'v1' }],
    });
    const status = async () => (await call('/keyed/x', { 'x-api-key': value })).status;
    expect((await call('/keyed/x')).status).toBe(403);
    expect(await status()).toBe(403);
    await gateway.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' });
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    await gateway.updateApiKey({
      apiKey: keyId,
      patchOperations: [{ op: 'replace', path: '/enabled', value: 'false' }],
    });
    expect(await status()).toBe(403);
  });

  it('draws a canary until it is gone, with its variables', async () => {
    const variables = async () => {
      const reply = await call('/buffered/x');
      return (JSON.parse(reply.body) as { stageVariables: object }).stageVariables;
    };
    await gateway.createDeployment({
      restApiId: apiId,
      stageName: 'v1',
      canarySettings: { percentTraffic: 100, stageVariableOverrides: { color: 'blue' } },
    });
    expect(await variables()).toEqual({ release: '1', color: 'blue' });
    await gateway.updateStage({
      restApiId: apiId,
      stageName: 'v1',
      patchOperations: [{ op: 'remove', path: '/canarySettings' }],
    });
    expect(await variables()).toEqual({ release: '1' });
  });

  it('refuses what is not there', async () => {
    expect(await call('/nothing')).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  it('leaves a line in the access log', async () => {
    const { requestId } = await call('/stream/all');
    const { events = [] } = await logs.filterLogEvents({
      logGroupName: ACCESS_LOG,
      filterPattern: `"${requestId}"`,
    });
    expect(events.map(({ message }) => message)).toEqual([`${requestId} 200 /stream/{proxy+} STREAMED`]);
  });
});
