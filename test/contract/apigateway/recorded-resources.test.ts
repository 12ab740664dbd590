import { APIGateway } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { deployedMockApi } from './mock-api.js';

const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';

describe('Tags, domain names and the account', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());

  it('given things that can be tagged, when tags are set and taken, then each keeps its own', async () => {
    const { apiId } = await deployedMockApi(apigateway());
    const { id: keyId = '' } = await apigateway().createApiKey({ name: 'tenant', tags: { a: '1' } });
    const { id: planId = '' } = await apigateway().createUsagePlan({ name: 'gold' });
    const paths = [
      `restapis/${apiId}`,
      `restapis/${apiId}/stages/v1`,
      `apikeys/${keyId}`,
      `usageplans/${planId}`,
    ];
    for (const path of paths) {
      const resourceArn = `arn:aws:apigateway:us-east-1::/${path}`;
      await apigateway().tagResource({ resourceArn, tags: { tenant: path, kept: 'x' } });
      await apigateway().untagResource({ resourceArn, tagKeys: ['kept', 'absent'] });
      const before = path.startsWith('apikeys') ? { a: '1' } : {};
      expect((await apigateway().getTags({ resourceArn })).tags).toEqual({ ...before, tenant: path });
    }
  });

  it.each(['arn:aws:s3:::bucket', 'arn:aws:apigateway:us-east-1::/vpclinks/abc', 'nonsense'])(
    'given %s, when its tags are asked for, then the ARN is refused',
    async (resourceArn) => {
      await expect(apigateway().getTags({ resourceArn })).rejects.toMatchObject({
        name: 'BadRequestException',
      });
    },
  );

  it('given reserved keys, when they are set, then they are refused', async () => {
    await expect(
      apigateway().createRestApi({ name: 'gateway', tags: { 'aws:cloudformation': 'x' } }),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('given a regional domain name, when it is mapped to a stage, then alias and mapping are shown', async () => {
    const { apiId } = await deployedMockApi(apigateway());
    const domainName = 'gateway.example.com';
    const domain = await apigateway().createDomainName({
      domainName,
      regionalCertificateArn: certificate,
      endpointConfiguration: { types: ['REGIONAL'] },
    });
    expect(domain).toMatchObject({
      domainNameStatus: 'AVAILABLE',
      regionalDomainName: expect.stringMatching(
        /^d-[a-z0-9]{10}\.execute-api\.[\w-]+\.amazonaws\.com$/,
      ) as unknown,
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
    });
    const mapping = { domainName, restApiId: apiId, stage: 'v1' };
    expect(await apigateway().createBasePathMapping(mapping)).toMatchObject({
      basePath: '(none)',
      stage: 'v1',
    });
    await expect(apigateway().createBasePathMapping(mapping)).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Base path already exists for this domain name',
    });
    await expect(
      apigateway().createBasePathMapping({ ...mapping, basePath: 'a', stage: 'absent' }),
    ).rejects.toMatchObject({
      message: 'Invalid stage identifier specified',
    });
    await expect(apigateway().deleteRestApi({ restApiId: apiId })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    await apigateway().deleteBasePathMapping({ domainName, basePath: '(none)' });
    await apigateway().deleteDomainName({ domainName });
    await expect(apigateway().getDomainName({ domainName })).rejects.toMatchObject({
      message: 'Invalid domain name identifier specified',
    });
  });

  it('given a private domain name, when an endpoint may use it, then the association is listed until it is deleted', async () => {
    const { domainNameArn, domainNameId } = await apigateway().createDomainName({
      domainName: 'gateway.example.com',
      certificateArn: certificate,
      endpointConfiguration: { types: ['PRIVATE'] },
    });
    expect(domainNameArn).toContain(`+${domainNameId ?? '?'}`);
    const { domainNameAccessAssociationArn } = await apigateway().createDomainNameAccessAssociation({
      domainNameArn,
      accessAssociationSourceType: 'VPCE',
      accessAssociationSource: 'vpce-0123456789abcdef0',
    });
    expect((await apigateway().getDomainNameAccessAssociations({})).items).toHaveLength(1);
    await apigateway().deleteDomainNameAccessAssociation({ domainNameAccessAssociationArn });
    expect((await apigateway().getDomainNameAccessAssociations({})).items ?? []).toEqual([]);
  });

  it('given an account, when its role for logs is set and reset, then it is shown and gone', async () => {
    expect(await apigateway().getAccount({})).toMatchObject({
      throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
      features: ['UsagePlans'],
    });
    const set = (value: string): Promise<{ cloudwatchRoleArn?: string }> =>
      apigateway().updateAccount({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] });
    await expect(set('nonsense')).rejects.toMatchObject({ name: 'BadRequestException' });
    const role = 'arn:aws:iam::123456789012:role/logs';
    expect((await set(role)).cloudwatchRoleArn).toBe(role);
    expect((await set('')).cloudwatchRoleArn).toBeUndefined();
  });

  it('given a method of the draft, when it is tried, then it answers without a deployment', async () => {
    const { id: restApiId, rootResourceId: resourceId } = await apigateway().createRestApi({
      name: 'gateway',
    });
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await apigateway().putMethod({ ...method, authorizationType: 'AWS_IAM' });
    await apigateway().putIntegration({
      ...method,
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
    });
    await apigateway().putMethodResponse({ ...method, statusCode: '200' });
    await apigateway().putIntegrationResponse({
      ...method,
      statusCode: '200',
      responseTemplates: { 'application/json': '{"a":1}' },
    });
    const tried = await apigateway().testInvokeMethod({ ...method, pathWithQueryString: '/' });
    expect(tried).toMatchObject({ status: 200, body: '{"a":1}' });
    expect(tried.log).toMatch(/^Execution log for request /);
    await expect(apigateway().testInvokeMethod({ ...method, httpMethod: 'PUT' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Method identifier specified',
    });
  });
});
