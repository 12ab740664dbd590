import { APIGateway, type PatchOperation, type PutIntegrationRequest } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder:${stageVariables.forwarder}';
const streamingUri = `arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`;

describe('Methods and integrations', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());

  async function newMethod(): Promise<{ restApiId: string; resourceId: string; httpMethod: string }> {
    const { id: restApiId = '', rootResourceId: resourceId = '' } = await apigateway().createRestApi({
      name: 'gateway',
    });
    const method = { restApiId, resourceId, httpMethod: 'ANY' };
    await apigateway().putMethod({ ...method, authorizationType: 'NONE' });
    return method;
  }

  it('given a method, when it is put, then it shows what AWS shows, and a second is a conflict', async () => {
    const method = await newMethod();
    const shown = await apigateway().getMethod(method);
    expect(shown).toEqual({
      $metadata: expect.objectContaining({ httpStatusCode: 200 }) as unknown,
      httpMethod: 'ANY',
      authorizationType: 'NONE',
      apiKeyRequired: false,
    });
    await expect(apigateway().putMethod({ ...method, authorizationType: 'NONE' })).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Method already exists for this resource',
    });
  });

  it.each([
    [
      { httpMethod: 'BREW' },
      'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
    ],
    [
      { authorizationType: 'CUSTOM' },
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    ],
    [{ requestValidatorId: 'absent' }, 'Invalid Request Validator identifier specified'],
    [{ requestModels: { 'application/json': 'petModel' } }, 'Invalid model identifier specified: petModel'],
    [
      { requestParameters: { 'method.request.header.a': true, 'method.request.querystring.a': true } },
      'Parameter names must be unique across querystring, header and path',
    ],
  ])('given %j, when a method is put with it, then it is refused in AWS words', async (input, message) => {
    const { restApiId, resourceId } = await newMethod();
    const method = { restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE', ...input };
    await expect(apigateway().putMethod(method)).rejects.toMatchObject({
      name: 'BadRequestException',
      message,
    });
  });

  it('given a method, when it is patched, then what AWS ignores is ignored, and what it refuses is refused', async () => {
    const method = await newMethod();
    const update = (...patchOperations: PatchOperation[]): Promise<unknown> =>
      apigateway().updateMethod({ ...method, patchOperations });
    const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });
    expect(
      await update(replace('/authorizerId', 'abc'), replace('/apiKeyRequired', 'whatever')),
    ).toMatchObject({
      authorizationType: 'NONE',
      apiKeyRequired: false,
    });
    const refusals: [PatchOperation, string][] = [
      [
        { op: 'add', path: '/apiKeyRequired', value: 'true' },
        'Invalid patch operation specified. Must be one of: [replace]',
      ],
      [replace('/httpMethod', 'GET'), 'Invalid patch path /httpMethod'],
      [{ op: 'add', path: '/requestParameters', value: 'x' }, 'Invalid patch path /requestParameters'],
      [
        { op: 'add', path: '/requestModels/application/json', value: 'Empty' },
        'Invalid patch path /requestModels/application/json',
      ],
    ];
    for (const [patch, message] of refusals) await expect(update(patch)).rejects.toMatchObject({ message });
  });

  it('given a streaming integration, when it is put, then it takes 15 minutes, and buffered 29 seconds', async () => {
    const method = await newMethod();
    const put = (input: Partial<PutIntegrationRequest>): Promise<unknown> =>
      apigateway().putIntegration({
        ...method,
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        uri: streamingUri,
        credentials: 'arn:aws:iam::123456789012:role/invoke',
        ...input,
      });
    expect(await put({ responseTransferMode: 'STREAM', timeoutInMillis: 900_000 })).toMatchObject({
      type: 'AWS_PROXY',
      uri: streamingUri,
      responseTransferMode: 'STREAM',
      timeoutInMillis: 900_000,
      passthroughBehavior: 'WHEN_NO_MATCH',
      cacheNamespace: method.resourceId,
      cacheKeyParameters: [],
    });
    await expect(put({ responseTransferMode: 'STREAM', timeoutInMillis: 900_001 })).rejects.toMatchObject({
      message: 'Timeout should be between 50 ms and 900000 ms',
    });
    await expect(put({ timeoutInMillis: 29_001 })).rejects.toMatchObject({
      message: 'Timeout should be between 50 ms and 29000 ms',
    });
    expect(await put({})).toMatchObject({ responseTransferMode: 'BUFFERED', timeoutInMillis: 29_000 });
  });

  it('given a stream of 15 minutes, when only the mode is turned back, then the timeout stands in the way', async () => {
    const method = await newMethod();
    await apigateway().putIntegration({
      ...method,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: streamingUri,
      responseTransferMode: 'STREAM',
      timeoutInMillis: 900_000,
    });
    const buffered: PatchOperation = { op: 'replace', path: '/responseTransferMode', value: 'BUFFERED' };
    const update = (...patchOperations: PatchOperation[]): Promise<unknown> =>
      apigateway().updateIntegration({ ...method, patchOperations });
    await expect(update(buffered)).rejects.toMatchObject({
      message: 'Timeout should be between 50 ms and 29000 ms',
    });
    expect(await apigateway().getIntegration(method)).toMatchObject({ responseTransferMode: 'STREAM' });
    expect(await update(buffered, { op: 'replace', path: '/timeoutInMillis', value: '29000' })).toMatchObject(
      {
        responseTransferMode: 'BUFFERED',
      },
    );
  });

  it.each([
    [{ type: 'HTTP_PROXY', uri: 'ftp://x' }, 'Invalid HTTP endpoint specified for URI'],
    [{ type: 'AWS_PROXY', uri: 'nonsense' }, 'Invalid ARN specified in the request'],
    [
      { type: 'AWS_PROXY', uri: 'arn:aws:apigateway:us-east-1:s3:path/bucket' },
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    ],
    [
      { type: 'AWS', uri: 'arn:aws:apigateway:us-east-1:s3:path/bucket' },
      'Role ARN must be specified for AWS integrations',
    ],
    [
      { type: 'HTTP_PROXY', uri: 'https://x', integrationHttpMethod: undefined },
      'Enumeration value for HttpMethod must be non-empty',
    ],
  ])('given %j, when an integration is put with it, then it is refused', async (input, message) => {
    const method = await newMethod();
    await expect(
      apigateway().putIntegration({
        ...method,
        integrationHttpMethod: 'POST',
        ...input,
      } as PutIntegrationRequest),
    ).rejects.toMatchObject({ name: 'BadRequestException', message });
  });

  it('given an unknown type, when an integration is put, then the enumeration is named', async () => {
    const method = await newMethod();
    await expect(
      apigateway().putIntegration({ ...method, type: 'HTTPS_PROXY' as 'HTTP' }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
    });
  });

  it('given responses of method and integration, when they are put, then the method shows them, until they are deleted', async () => {
    const method = await newMethod();
    const answer = { ...method, statusCode: '200' };
    await apigateway().putIntegration({ ...method, type: 'MOCK' });
    await apigateway().putMethodResponse({ ...answer, responseModels: { 'application/json': 'Empty' } });
    await apigateway().putIntegrationResponse({
      ...answer,
      selectionPattern: '',
      responseTemplates: { 'application/json': '"a"' },
    });
    const shown = await apigateway().getMethod(method);
    expect(shown.methodResponses?.['200']?.responseModels).toEqual({ 'application/json': 'Empty' });
    expect(shown.methodIntegration?.integrationResponses?.['200']).toMatchObject({ selectionPattern: '' });
    await apigateway().deleteIntegrationResponse(answer);
    await expect(apigateway().getIntegrationResponse(answer)).rejects.toMatchObject({
      message: 'Invalid Response status code specified',
    });
    await expect(apigateway().getMethodResponse({ ...answer, statusCode: 'wrong' })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
    });
  });

  it('given a model in use, when it is deleted, then the method that uses it is named', async () => {
    const { restApiId, resourceId } = await newMethod();
    await apigateway().createModel({
      restApiId,
      name: 'Pet',
      contentType: 'application/json',
      schema: '{"type":"object"}',
    });
    await apigateway().putMethod({
      restApiId,
      resourceId,
      httpMethod: 'PUT',
      authorizationType: 'NONE',
      requestModels: { 'application/json': 'Pet' },
    });
    await expect(apigateway().deleteModel({ restApiId, modelName: 'Pet' })).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete model 'Pet', is referenced in method request: //PUT",
    });
  });
});
