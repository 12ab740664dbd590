import { describe, expect, it } from '@jest/globals';
import { quickCreateUrl } from '../../../src/gateway/template/quick-create-url.js';

const templateUrl = 'https://my-bucket.s3.eu-west-1.amazonaws.com/templates/gateway.yaml';

describe('a quick-create link', () => {
  it('opens the console of the region with the template, the name and the parameters', () => {
    const link = quickCreateUrl({
      templateUrl,
      region: 'eu-west-1',
      stackName: 'ai',
      parameters: { AllowedModels: 'a*,b&c' },
    });
    expect(link).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review' +
        '?templateURL=https%3A%2F%2Fmy-bucket.s3.eu-west-1.amazonaws.com%2Ftemplates%2Fgateway.yaml' +
        '&stackName=ai&param_AllowedModels=a*%2Cb%26c',
    );
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('leads to the console of the partition of %s', (region, start) => {
    expect(quickCreateUrl({ templateUrl, region, stackName: 'ai' }).startsWith(start)).toBe(true);
  });

  it.each([
    'http://my-bucket.s3.amazonaws.com/t.yaml',
    'https://example.com/t.yaml',
    'https://s3.amazonaws.com.example.com/t.yaml',
    's3://bucket/t.yaml',
    'gateway.yaml',
  ])('is refused for %s, which the console does not read', (url) => {
    expect(() => quickCreateUrl({ templateUrl: url, region: 'eu-west-1', stackName: 'ai' })).toThrow(
      'is not an https URL of S3',
    );
  });

  it.each([
    'https://s3.amazonaws.com/bucket/t.yaml',
    'https://s3.eu-west-1.amazonaws.com/bucket/t.yaml',
    'https://bucket.s3.amazonaws.com/t.yaml',
    'https://bucket.s3.cn-north-1.amazonaws.com.cn/t.yaml',
  ])('takes %s', (url) => {
    expect(quickCreateUrl({ templateUrl: url, region: 'eu-west-1', stackName: 'ai' })).toContain(
      encodeURIComponent(url),
    );
  });
});
