import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import {
  parseTemplate,
  type Json,
  type JsonObject,
} from '../../../src/gateway/template/template-document.js';
import { inlineTemplateLimit, renderTemplateBody } from '../../../src/gateway/template/render-template.js';
import { templateSource } from '../../support/resolved-template.js';

const template = parseTemplate(templateSource);
const updateBehaviors = new URL(
  '../../../src/local/control-plane/cloudformation/update-behaviors.json',
  import.meta.url,
);
const resources = Object.entries(template.Resources);

function ofType(type: string): [string, JsonObject][] {
  return resources
    .filter(([, resource]) => resource['Type'] === type)
    .map(([id, { Properties }]) => [id, Properties as JsonObject]);
}

function properties(id: string): JsonObject {
  return template.Resources[id]?.['Properties'] as JsonObject;
}

/** Every value below `value` that stands at `key`. */
function valuesAt(key: string, value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = !Array.isArray(value) && key in value ? [value[key] as Json] : [];
  return [...own, ...Object.values(value).flatMap((item) => valuesAt(key, item))];
}

describe('the template', () => {
  it('fits into a request as it is sent, with room for a correction', () => {
    expect(Buffer.byteLength(renderTemplateBody(templateSource))).toBeLessThanOrEqual(
      inlineTemplateLimit - 200,
    );
  });

  it('keeps the names of the published sample, so that a stack made from it can be adopted', () => {
    expect(Object.keys(template.Parameters)).toEqual(
      expect.arrayContaining(['EndpointType', 'EnableAuthorizer', 'CustomDomain', 'HostedZoneId']),
    );
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(['GatewayUrl', 'ApiId', 'VpcId']));
    const sample =
      'BedrockApiGateway BedrockVPC PrivateSubnet1 PrivateSubnet2 EndpointSecurityGroup VpcEndpoint BedrockApiGatewayProxyResource ' +
      'BedrockApiGatewayAnyMethod BedrockApiGatewayDeployment BedrockApiGatewayStage IntegrationLambda IntegrationLambdaRole ' +
      'IntegrationLambdaPermission LambdaAuthorizer AuthorizerLambda AuthorizerLambdaRole AuthorizerLambdaPermission';
    expect(Object.keys(template.Resources)).toEqual(expect.arrayContaining(sample.split(' ')));
    expect(properties('BedrockApiGatewayStage')['StageName']).toBe('v1');
    expect(properties('BedrockApiGatewayProxyResource')['PathPart']).toBe('{proxy+}');
    expect(properties('BedrockApiGatewayAnyMethod')['HttpMethod']).toBe('ANY');
  });

  it('gives every parameter a default, a description and a place in a group', () => {
    const grouped = valuesAt('Parameters', template['Metadata'] ?? null).flat();
    expect([...grouped].sort()).toEqual(Object.keys(template.Parameters).sort());
    for (const parameter of Object.values(template.Parameters)) {
      expect(parameter).toEqual(
        expect.objectContaining({ Default: expect.anything(), Description: expect.any(String) }),
      );
    }
  });

  it('uses only resource types and properties that the local CloudFormation knows', () => {
    const known = JSON.parse(readFileSync(updateBehaviors, 'utf8')) as Record<string, { properties: object }>;
    for (const [id, { Type, Properties }] of resources) {
      const unknown = Object.keys(Properties as JsonObject).filter(
        (name) => !(name in (known[String(Type)]?.properties ?? {})),
      );
      expect({ id, unknown }).toEqual({ id, unknown: [] });
    }
  });

  it('uses every condition that it declares', () => {
    const uses = [
      ...valuesAt('Condition', template),
      ...valuesAt('Fn::If', template).map((argument) => (argument as Json[])[0]),
    ];
    expect(Object.keys(template.Conditions).filter((name) => !uses.includes(name))).toEqual([]);
  });

  it('uses every parameter that it declares', () => {
    const written = JSON.stringify([template.Conditions, template.Resources, template.Outputs]);
    const isUsed = (name: string) => written.includes(`{"Ref":"${name}"}`) || written.includes(`\${${name}}`);
    expect(Object.keys(template.Parameters).filter((name) => !isUsed(name))).toEqual([]);
  });
});

describe('what is live', () => {
  it('is never decided by the template: no canary settings anywhere', () => {
    expect(valuesAt('CanarySetting', template)).toEqual([]);
    expect(valuesAt('DeploymentCanarySettings', template)).toEqual([]);
  });

  it('starts as one bootstrap deployment that names no stage and outlives its resource', () => {
    expect(ofType('AWS::ApiGateway::Deployment').map(([id]) => id)).toEqual(['BedrockApiGatewayDeployment']);
    expect(properties('BedrockApiGatewayDeployment')['StageName']).toBeUndefined();
    const { DeletionPolicy, UpdateReplacePolicy } = template.Resources['BedrockApiGatewayDeployment'] ?? {};
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  it('freezes the whole draft: the deployment waits for every method, authorizer and gateway response', () => {
    const draft = ['Authorizer', 'GatewayResponse', 'Method'].flatMap((type) =>
      ofType(`AWS::ApiGateway::${type}`),
    );
    const { DependsOn } = template.Resources['BedrockApiGatewayDeployment'] ?? {};
    expect([...(DependsOn as string[])].sort()).toEqual(draft.map(([id]) => id).sort());
    const conditional = draft.filter(([id]) => template.Resources[id]?.['Condition'] !== undefined);
    expect(conditional).toEqual([]);
  });

  it('names function versions by stage variables that never change here', () => {
    expect(properties('BedrockApiGatewayStage')['Variables']).toEqual({
      forwarder: { 'Fn::GetAtt': ['ForwarderBootstrapVersion', 'Version'] },
      authorizer: { 'Fn::GetAtt': ['AuthorizerBootstrapVersion', 'Version'] },
    });
    for (const id of ['ForwarderBootstrapVersion', 'AuthorizerBootstrapVersion'])
      expect(template.Resources[id]).toEqual(
        expect.objectContaining({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }),
      );
  });

  it('keeps the authorizer and its function while EnableAuthorizer is false: a live deployment may call them', () => {
    for (const id of Object.keys(template.Resources).filter((name) => /Authorizer(?!ErrorsAlarm)/.test(name)))
      expect({ id, condition: template.Resources[id]?.['Condition'] }).toEqual({ id, condition: undefined });
  });
});

describe('the authorizer', () => {
  const environment = (properties('AuthorizerLambda')['Environment'] as JsonObject)[
    'Variables'
  ] as JsonObject;

  it('is told by its environment what to accept', () => {
    expect(environment).toEqual({
      ISSUER: { Ref: 'AuthorizerIssuer' },
      JWKS_URL: { Ref: 'AuthorizerJwksUrl' },
      AUDIENCE: { Ref: 'AuthorizerAudience' },
      ALGORITHMS: { Ref: 'AuthorizerAlgorithms' },
      TENANT_CLAIM: { Ref: 'AuthorizerTenantClaim' },
      REQUIRED_CLAIMS: { Ref: 'AuthorizerRequiredClaims' },
      TENANT_KEYS: { Ref: 'AuthorizerTenantKeys' },
      TENANT_KEY_SECRET: { 'Fn::Sub': '{{resolve:secretsmanager:${TenantKeySecret}}}' },
      CODE: { Ref: 'AuthorizerCode' },
    });
  });

  it('fits into the 4 KB that Lambda has for an environment, with the longest values that are allowed', () => {
    const longest = [
      'AuthorizerIssuer',
      'AuthorizerJwksUrl',
      'AuthorizerAudience',
      'AuthorizerRequiredClaims',
    ];
    const bytes = longest.map((name) => Number(template.Parameters[name]?.['MaxLength']));
    expect(bytes.reduce((sum, length) => sum + length)).toBeLessThan(4096 - 1024);
  });

  it('derives keys from a generated secret that no condition takes away', () => {
    expect(template.Resources['TenantKeySecret']?.['Condition']).toBeUndefined();
    expect(properties('TenantKeySecret')['GenerateSecretString']).toEqual({
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
    expect(template.Outputs['TenantKeySecretArn']).toEqual(
      expect.objectContaining({ Value: { Ref: 'TenantKeySecret' } }),
    );
  });
});

describe('methods', () => {
  const methods = ofType('AWS::ApiGateway::Method');

  it('stream for 15 minutes through the invocation role, to the version that the stage names', () => {
    expect(methods.map(([id]) => id).sort()).toEqual(['BedrockApiGatewayAnyMethod', 'InvokeMethod']);
    for (const [, { Integration }] of methods) {
      expect(Integration).toEqual({
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Credentials: { 'Fn::GetAtt': ['InvocationRole', 'Arn'] },
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
        Uri: {
          'Fn::Sub':
            'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/' +
            '${IntegrationLambda.Arn}:${!stageVariables.forwarder}/response-streaming-invocations',
        },
      });
    }
  });

  it('are all authorized alike', () => {
    for (const [, method] of methods) {
      expect(method['AuthorizationType']).toEqual({ 'Fn::If': ['UseAuthorizer', 'CUSTOM', 'NONE'] });
      expect(method['AuthorizerId']).toEqual({
        'Fn::If': ['UseAuthorizer', { Ref: 'LambdaAuthorizer' }, { Ref: 'AWS::NoValue' }],
      });
      expect(method['ApiKeyRequired']).toEqual({ 'Fn::If': ['UseApiKeys', true, false] });
    }
  });

  it('meet functions that may run as long as API Gateway waits', () => {
    expect(properties('IntegrationLambda')['Timeout']).toBe(900);
  });
});

describe('roles', () => {
  const roles = ofType('AWS::IAM::Role');

  it('all carry the permissions boundary', () => {
    for (const [id, role] of roles) {
      expect({ id, boundary: role['PermissionsBoundary'] }).toEqual({
        id,
        boundary: { 'Fn::If': ['HasBoundary', { Ref: 'PermissionsBoundaryArn' }, { Ref: 'AWS::NoValue' }] },
      });
    }
  });

  it('have no name, so that CAPABILITY_IAM is enough', () => {
    expect(roles.filter(([, role]) => 'RoleName' in role)).toEqual([]);
  });

  it('allow exact actions only', () => {
    const actions = roles.flatMap(([, role]) => valuesAt('Action', role)).flat();
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(String(action)))).toEqual([]);
  });

  it('use no managed policy but the one that AWS prescribes for the logs of API Gateway', () => {
    const policies = roles.flatMap(([, role]) => valuesAt('ManagedPolicyArns', role)).flat();
    expect(policies).toEqual([
      {
        'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
      },
    ]);
  });

  it('allow every resource only where an action knows none', () => {
    const wide = roles
      .flatMap(([, role]) => valuesAt('Statement', role))
      .flat()
      .filter((statement) => (statement as JsonObject)['Resource'] === '*')
      .flatMap((statement) => (statement as JsonObject)['Action'] as Json);
    expect([...new Set(wide)].sort()).toEqual(
      [
        ...['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
        ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses'],
        ...[
          'bedrock:ListFoundationModels',
          'bedrock:ListInferenceProfiles',
          'bedrock:Rerank',
          'bedrock:RetrieveAndGenerate',
        ],
        ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      ].sort(),
    );
  });
});

describe('logs', () => {
  const [setting] = valuesAt('Format', properties('BedrockApiGatewayStage'));
  const format = String(setting);

  it('have one line of JSON for a call, with what tells calls apart, within 3 KB', () => {
    expect(format).not.toMatch(/\n/);
    expect(Buffer.byteLength(format)).toBeLessThan(3 * 1024);
    const fields = JSON.parse(format) as Record<string, string>;
    expect(fields['requestId']).toBe('$context.requestId');
    expect(fields['extendedRequestId']).toBe('$context.extendedRequestId');
    expect(fields['isCanaryRequest']).toBe('$context.isCanaryRequest');
    expect(fields['deploymentId']).toBe('$context.deploymentId');
    expect(fields['apiKeyId']).toBe('$context.identity.apiKeyId');
    expect(fields['tenant']).toBe('$context.authorizer.tenant');
    expect(fields['timeToFirstContent']).toBe('$context.integration.timeToFirstContent');
  });

  it('never hold a key, a body or a text that a client could forge fields with before the fields that matter', () => {
    expect(format).not.toMatch(/identity\.apiKey(?!Id)|userAgent|input\.|\.body/);
    const names = Object.keys(JSON.parse(format) as object);
    expect(names.slice(-4)).toEqual(['path', 'errorMessage', 'authorizerError', 'integrationError']);
  });

  it('of execution leave bodies out, at every level', () => {
    expect(valuesAt('DataTraceEnabled', template)).toEqual([false]);
  });

  it('all expire', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBe(5);
    for (const [, group] of groups) expect(group['RetentionInDays']).toEqual({ Ref: 'LogRetentionDays' });
  });
});

describe('errors made by the gateway', () => {
  const responses = new Map(
    ofType('AWS::ApiGateway::GatewayResponse').map(([, response]) => [response['ResponseType'], response]),
  );

  it.each([
    ['THROTTLED', '429', 'ThrottlingException'],
    ['QUOTA_EXCEEDED', '429', 'ThrottlingException'],
    ['INTEGRATION_FAILURE', '503', 'ServiceUnavailableException'],
    ['INTEGRATION_TIMEOUT', '408', 'ModelTimeoutException'],
    ['UNAUTHORIZED', '401', 'AccessDeniedException'],
    ['ACCESS_DENIED', '403', 'AccessDeniedException'],
    ['INVALID_API_KEY', '403', 'AccessDeniedException'],
    ['WAF_FILTERED', '403', 'AccessDeniedException'],
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'ResourceNotFoundException'],
    ['DEFAULT_4XX', undefined, 'ValidationException'],
    ['DEFAULT_5XX', undefined, 'InternalServerException'],
  ])('of type %s are answered %s %s', (type, status, errorType) => {
    const response = responses.get(type);
    expect(response?.['StatusCode']).toBe(status);
    expect(response?.['ResponseParameters']).toEqual(
      expect.objectContaining({ 'gatewayresponse.header.x-amzn-errortype': `'${errorType}'` }),
    );
  });
});

describe('bootstrap code', () => {
  function load(id: string, globals: object = {}): (event: object, stream?: object) => Promise<unknown> {
    const exports: { handler?: (event: object, stream?: object) => Promise<unknown> } = {};
    vm.runInNewContext(String((properties(id)['Code'] as JsonObject)['ZipFile']), { exports, ...globals });
    if (!exports.handler) throw new Error(`${id} exports no handler.`);
    return exports.handler;
  }

  it('of the forwarder answers 503 in the streaming form and says what to run', async () => {
    const written: unknown[] = [];
    const awslambda = {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: {
        from: (_stream: object, metadata: object) => ({
          write: (text: string) => written.push(metadata, text),
          end: () => written.push('end'),
        }),
      },
    };
    await load('IntegrationLambda', { awslambda })({}, {});
    expect(written).toEqual([
      {
        statusCode: 503,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ServiceUnavailableException' },
      },
      expect.stringContaining('aigw deploy'),
      'end',
    ]);
  });

  it('of the authorizer denies everything', async () => {
    const answer = (await load('AuthorizerLambda')({
      methodArn: 'arn:aws:execute-api:us-east-1:1:a/v1/GET/',
    })) as JsonObject;
    expect(valuesAt('Effect', answer)).toEqual(['Deny']);
    expect(valuesAt('Resource', answer)).toEqual(['*']);
  });
});
