import { describe, expect, it } from '@jest/globals';
import { findDestination } from '../../../src/local/server/destination.js';

function destinationOf(url: string, headers: Record<string, string> = {}) {
  const [path = '', query = ''] = url.split('?');
  return findDestination({ method: 'GET', path, query, headers });
}

const scope = (region: string, service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20261120/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

describe('given requests to the one port', () => {
  it('when the path names an API and a stage, then it is for the data plane, the rest as it came', () => {
    expect(destinationOf('/_aws/execute-api/abc123/v1/model/a%3A1/converse')).toEqual({
      kind: 'data-plane',
      apiId: 'abc123',
      stage: 'v1',
      rawPath: '/model/a%3A1/converse',
    });
  });

  it('when the path ends after the stage, then the rest is empty', () => {
    expect(destinationOf('/_aws/execute-api/abc123/v1')).toMatchObject({ stage: 'v1', rawPath: '' });
  });

  it.each([
    ['abc123.execute-api.eu-central-1.amazonaws.com', 'abc123', 'eu-central-1'],
    ['ABC123.Execute-API.us-east-1.amazonaws.com:4577', 'abc123', 'us-east-1'],
    ['abc123-vpce-0f1e2d.execute-api.us-west-2.amazonaws.com', 'abc123', 'us-west-2'],
  ])('when the host is %s, then it is for that API', (host, apiId, region) => {
    expect(destinationOf('/v1/x', { host })).toEqual({
      kind: 'data-plane',
      apiId,
      stage: 'v1',
      rawPath: '/x',
      region,
    });
  });

  it('when an API is asked for with a Bedrock signature, then it is for the data plane all the same', () => {
    expect(destinationOf('/_aws/execute-api/abc/v1/x', scope('us-east-1', 'bedrock')).kind).toBe(
      'data-plane',
    );
  });

  it.each([
    'bedrock-runtime.us-east-1.amazonaws.com',
    'bedrock.us-east-1.amazonaws.com',
    'bedrock-agent-runtime.us-east-1.amazonaws.com',
  ])('when the host is %s, then it is for the model', (host) => {
    expect(destinationOf('/x', { host })).toEqual({ kind: 'model', region: 'us-east-1' });
  });

  it('when Bedrock is in the credential scope, then it is for the model of that region', () => {
    expect(destinationOf('/model/m/invoke', scope('eu-west-1', 'bedrock'))).toEqual({
      kind: 'model',
      region: 'eu-west-1',
    });
  });

  it('when a bearer token is there, then it is for the model', () => {
    expect(destinationOf('/model/m/invoke', { authorization: 'Bearer abc' }).kind).toBe('model');
  });

  it('when another service is in the credential scope, then it is for the control plane', () => {
    expect(destinationOf('/restapis', scope('us-east-1', 'apigateway'))).toEqual({
      kind: 'control-plane',
      region: 'us-east-1',
      service: 'apigateway',
    });
  });

  it('when the signature is in the query, then its scope counts', () => {
    const query = `X-Amz-Credential=${encodeURIComponent('local/20261120/us-east-1/sts/aws4_request')}`;
    expect(destinationOf(`/?${query}`)).toMatchObject({ kind: 'control-plane', service: 'sts' });
  });

  it('when nothing says what it is for, then it is unsigned', () => {
    expect(destinationOf('/x').kind).toBe('unsigned');
    expect(destinationOf('/x', { authorization: 'AWS4-HMAC-SHA256 Credential=nonsense' }).kind).toBe(
      'unsigned',
    );
  });
});
