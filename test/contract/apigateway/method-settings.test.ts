import { APIGateway, type PatchOperation, type Stage } from '@aws-sdk/client-api-gateway';
import { expect, it } from '@jest/globals';
import { describeOnEachControlPlane } from '../../support/control-planes.js';
import { deployedMockApi } from './mock-api.js';

describeOnEachControlPlane('Method settings', (plane) => {
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const live = async (): Promise<(patchOperations: PatchOperation[]) => Promise<Stage>> => {
    const { apiId } = await deployedMockApi(apigateway());
    return (patchOperations) =>
      apigateway().updateStage({ restApiId: apiId, stageName: 'v1', patchOperations });
  };
  const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });

  it('given a stage, when throttles and metrics are set for all methods, then each has the type AWS gives it', async () => {
    const update = await live();
    const { methodSettings } = await update([
      replace('/*/*/throttling/rateLimit', '12.5'),
      replace('/*/*/throttling/burstLimit', '7'),
      replace('/*/*/metrics/enabled', 'true'),
      replace('/*/*/caching/ttlInSeconds', '60'),
    ]);
    expect(methodSettings?.['*/*']).toMatchObject({
      throttlingRateLimit: 12.5,
      throttlingBurstLimit: 7,
      metricsEnabled: true,
      cacheTtlInSeconds: 60,
      dataTraceEnabled: false,
      requireAuthorizationForCacheControl: true,
      unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    });
  });

  plane.itOnlyLocally(
    'throttles 1000 and 2000, encrypted',
    'given a stage, when one setting is made, then the others are those of AWS',
    async () => {
      const update = await live();
      const { methodSettings } = await update([replace('/*/*/metrics/enabled', 'true')]);
      expect(methodSettings?.['*/*']).toEqual({
        metricsEnabled: true,
        dataTraceEnabled: false,
        throttlingBurstLimit: 5000,
        throttlingRateLimit: 10_000,
        cachingEnabled: false,
        cacheTtlInSeconds: 300,
        cacheDataEncrypted: false,
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
      });
    },
  );

  it('given settings of one method, when they are made, then the key is its path and verb', async () => {
    const update = await live();
    const { methodSettings } = await update([replace('/test/GET/throttling/burstLimit', '124')]);
    expect(Object.keys(methodSettings ?? {})).toEqual(['test/GET']);
    expect(methodSettings?.['test/GET']?.throttlingBurstLimit).toBe(124);
  });

  plane.itOnlyLocally(
    'keeps the escape in the key',
    'given a path of two parts, when settings are made for it, then the key has them without a leading slash',
    async () => {
      const update = await live();
      const { methodSettings } = await update([replace('/~1model~1{id}/POST/throttling/rateLimit', '5')]);
      expect(Object.keys(methodSettings ?? {})).toEqual(['model/{id}/POST']);
    },
  );

  plane.itOnlyLocally(
    'starts every method from its own defaults',
    'given settings for all methods, when one method gets its own, then it starts from them and keeps them',
    async () => {
      const update = await live();
      await update([
        replace('/*/*/throttling/burstLimit', '123'),
        replace('/*/*/caching/enabled', 'true'),
        replace('/test/GET/throttling/rateLimit', '4'),
      ]);
      const { methodSettings } = await update([replace('/*/*/throttling/burstLimit', '100')]);
      expect(methodSettings?.['*/*']).toMatchObject({ throttlingBurstLimit: 100, cachingEnabled: true });
      expect(methodSettings?.['test/GET']).toMatchObject({
        throttlingBurstLimit: 123,
        throttlingRateLimit: 4,
        cachingEnabled: true,
      });
    },
  );

  plane.itOnlyLocally(
    'keeps settings that are removed, and removes what is not there',
    'given settings for all methods, when they are removed, then they are gone, and removing again is refused',
    async () => {
      const update = await live();
      await update([replace('/*/*/metrics/enabled', 'true')]);
      expect((await update([{ op: 'remove', path: '/*/*' }])).methodSettings).toEqual({});
      await expect(update([{ op: 'remove', path: '/*/*' }])).rejects.toMatchObject({
        name: 'BadRequestException',
        message: 'Cannot remove method setting */* because there is no method setting for this method ',
      });
    },
  );

  plane.itOnlyLocally(
    'ignores paths and values that it does not know',
    'given a bad path or value among good patches, when they are sent, then all are refused',
    async () => {
      const update = await live();
      const good = replace('/description', 'changed');
      await expect(update([good, replace('/*/*/nonsense/enabled', 'true')])).rejects.toMatchObject({
        name: 'BadRequestException',
        message: expect.stringMatching(
          /^Invalid method setting path: \/\*\/\*\/nonsense\/enabled\. Must be one of: \[\/deploymentId, /,
        ) as unknown,
      });
      await expect(update([good, replace('/*/*/throttling/rateLimit', 'fast')])).rejects.toMatchObject({
        name: 'BadRequestException',
      });
      expect((await update([])).description).toBeUndefined();
    },
  );

  plane.itOnlyLocally(
    'asks for no role',
    'given an account without a role for logs, when logs are turned on, then it is refused until there is one',
    async () => {
      const update = await live();
      const refusal = {
        name: 'BadRequestException',
        message: 'CloudWatch Logs role ARN must be set in account settings to enable logging',
      };
      const destination = 'arn:aws:logs:us-east-1:123456789012:log-group:access:*';
      const access = [
        replace('/accessLogSettings/destinationArn', destination),
        replace('/accessLogSettings/format', '{"id":"$context.requestId"}'),
      ];
      await expect(update([replace('/*/*/logging/loglevel', 'INFO')])).rejects.toMatchObject(refusal);
      await expect(update(access)).rejects.toMatchObject(refusal);
      await update([replace('/*/*/logging/loglevel', 'OFF')]);
      await apigateway().updateAccount({
        patchOperations: [replace('/cloudwatchRoleArn', 'arn:aws:iam::123456789012:role/logs')],
      });
      const stage = await update([...access, replace('/*/*/logging/loglevel', 'INFO')]);
      expect(stage.accessLogSettings).toEqual({
        destinationArn: destination.slice(0, -2),
        format: '{"id":"$context.requestId"}',
      });
      expect(stage.methodSettings?.['*/*']?.loggingLevel).toBe('INFO');
    },
  );
});
