import type { RestApi, RestApis } from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../../../src/local/service.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';

let local: RunningTestAws;
beforeAll(async () => {
  local = await startTestAws();
});
afterAll(() => local.aws.stop());

describe('given a region seen from the inside', () => {
  it('when a service is called, then input and output are cut off from what it keeps', async () => {
    const region = local.aws.region('us-east-1');
    const input = { name: 'mine', tags: { a: '1' } };
    const made = await region.call<RestApi>('apigateway', 'CreateRestApi', input);
    input.tags.a = 'changed';
    if (made.tags) made.tags['a'] = 'changed too';
    const read = await region.call<RestApi>('apigateway', 'GetRestApi', { restApiId: made.id });
    expect(read.tags).toEqual({ a: '1' });
  });

  it('when another region is asked, then it knows nothing of it', async () => {
    await local.aws.region('eu-west-1').call('apigateway', 'CreateRestApi', { name: 'there' });
    const { items } = await local.aws.region('eu-west-2').call<RestApis>('apigateway', 'GetRestApis', {});
    expect(items).toEqual([]);
  });

  it.each(['toString', '__proto__', 'constructor', 'NoSuchOperation'])(
    'when the operation is %s, then it is not implemented here',
    async (name) => {
      await expect(local.aws.region('us-east-1').call('sts', name, {})).rejects.toMatchObject({
        code: 'NotImplementedHere',
        status: 501,
      });
    },
  );

  it('when the service is unknown, then it is not implemented here', async () => {
    await expect(
      local.aws.region('us-east-1').call('s3' as ServiceName, 'ListBuckets', {}),
    ).rejects.toMatchObject({ status: 501 });
  });

  it('when a caller is named, then the operation knows it', async () => {
    const principalArn = 'arn:aws:sts::123456789012:assumed-role/r/s';
    const identity = await local.aws
      .region('us-east-1')
      .call('sts', 'GetCallerIdentity', {}, { principalArn });
    expect(identity).toMatchObject({ Arn: principalArn });
  });
});
