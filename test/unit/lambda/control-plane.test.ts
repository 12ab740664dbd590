import { beforeEach, describe, expect, it } from '@jest/globals';
import type {
  AddPermissionResponse,
  AliasConfiguration,
  FunctionConfiguration,
  GetAccountSettingsResponse,
  GetFunctionResponse,
  GetPolicyResponse,
  InvocationResponse,
  ListAliasesResponse,
  ListFunctionsResponse,
  ListTagsResponse,
  ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda';
import { createHash } from 'node:crypto';
import { createLambda, zipInlineCode } from '../../../src/local/control-plane/lambda/index.js';
import { decodePlain, encodePlain } from '../../../src/local/persistence/plain-values.js';
import { State } from '../../../src/local/state.js';
import { ManualClock, makeRoomRegion } from '../../support/room-region.js';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:fn';
const ROLE = 'arn:aws:iam::123456789012:role/forwarder';
const zip = zipInlineCode('exports.handler = async () => 1;');
const otherZip = zipInlineCode('exports.handler = async () => 2;');

let clock: ManualClock;
let lambda: ReturnType<typeof createLambda>;

async function call<Output = object>(operation: string, input: object): Promise<Output> {
  const run = lambda.operations[operation];
  if (!run) throw new Error(`No operation ${operation}.`);
  return (await run(input as never, { requestId: 'r', principalArn: 'p' })) as Output;
}

const settings = {
  FunctionName: 'fn',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Role: ROLE,
  Code: { ZipFile: zip },
};
const create = (more: object = {}) => call<FunctionConfiguration>('CreateFunction', { ...settings, ...more });
const settle = () => {
  clock.advance(1000);
};
const fn = { FunctionName: 'fn' };

beforeEach(() => {
  clock = new ManualClock();
  lambda = createLambda(makeRoomRegion({ clock }));
});

describe('a new function', () => {
  it('given the least a function needs, when created, then the answer is as recorded from AWS, pending', async () => {
    expect(await create()).toEqual({
      Architectures: ['x86_64'],
      CodeSha256: createHash('sha256').update(zip).digest('base64'),
      CodeSize: zip.length,
      Description: '',
      EphemeralStorage: { Size: 512 },
      FunctionArn: ARN,
      FunctionName: 'fn',
      Handler: 'index.handler',
      LastModified: '2026-11-20T12:00:00.000+0000',
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/fn' },
      MemorySize: 128,
      PackageType: 'Zip',
      RevisionId: expect.any(String),
      Role: ROLE,
      Runtime: 'nodejs24.x',
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringContaining('arn:aws:lambda:us-east-1::runtime:'),
      },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      Timeout: 3,
      TracingConfig: { Mode: 'PassThrough' },
      Version: '$LATEST',
    });
  });

  it('given it is pending, when changed or invoked, then it conflicts; a moment later it is active with a new revision', async () => {
    const created = await create();
    const pending = {
      code: 'ResourceConflictException',
      status: 409,
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    };
    await expect(call('UpdateFunctionConfiguration', { ...fn, Timeout: 5 })).rejects.toMatchObject(pending);
    await expect(call('Invoke', fn)).rejects.toMatchObject(pending);
    settle();
    const active = await call<FunctionConfiguration>('GetFunctionConfiguration', fn);
    expect(active).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    expect(active.RevisionId).not.toBe(created.RevisionId);
  });

  it('given Publish, when created, then version 1 is the answer', async () => {
    expect(await create({ Publish: true })).toMatchObject({
      Version: '1',
      FunctionArn: ARN,
      State: 'Pending',
    });
  });

  it('given its package, when fetched by GetFunction, then the location holds the same bytes', async () => {
    await create({ Tags: { a: 'b' } });
    settle();
    const { Code, Tags } = await call<GetFunctionResponse>('GetFunction', fn);
    const base64 = Code?.Location?.split(',')[1] ?? '';
    expect(new Uint8Array(Buffer.from(base64, 'base64'))).toEqual(zip);
    expect(Tags).toEqual({ a: 'b' });
  });

  const long = 'x'.repeat(4096);
  it.each([
    ['a name that is taken', {}, 'ResourceConflictException', 409, 'Function already exist: fn'],
    [
      'no runtime',
      { FunctionName: 'f2', Runtime: undefined },
      'InvalidParameterValueException',
      400,
      'Runtime and Handler are mandatory',
    ],
    [
      'an unknown runtime',
      { FunctionName: 'f2', Runtime: 'nodejs99.x' },
      'InvalidParameterValueException',
      400,
      "Value nodejs99.x at 'runtime' failed to satisfy constraint",
    ],
    [
      'an old runtime',
      { FunctionName: 'f2', Runtime: 'nodejs16.x' },
      'InvalidParameterValueException',
      400,
      'The runtime parameter of nodejs16.x is no longer supported',
    ],
    [
      'a runtime that does not run here',
      { FunctionName: 'f2', Runtime: 'python3.13' },
      'NotImplementedHere',
      501,
      'The runtime python3.13 is not implemented',
    ],
    [
      'a wrong role',
      { FunctionName: 'f2', Role: 'role' },
      'ValidationException',
      400,
      "1 validation error detected: Value 'role' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    [
      'two things wrong',
      { FunctionName: 'f2', Timeout: 901, MemorySize: 1 },
      'ValidationException',
      400,
      "2 validation errors detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900; Value '1' at 'memorySize'",
    ],
    [
      'a handler with a blank',
      { FunctionName: 'f2', Handler: 'a b' },
      'ValidationException',
      400,
      "at 'handler'",
    ],
    [
      'a name that is too long',
      { FunctionName: 'f'.repeat(65) },
      'InvalidParameterValueException',
      400,
      'less than or equal to 64',
    ],
    [
      'a name with a blank',
      { FunctionName: 'f 2' },
      'ValidationException',
      400,
      "Value 'f 2' at 'functionName'",
    ],
    [
      'too large variables',
      { FunctionName: 'f2', Environment: { Variables: { AB: long } } },
      'InvalidParameterValueException',
      400,
      'exceeded the 4KB limit. String measured: {"AB"',
    ],
    [
      'reserved variables',
      { FunctionName: 'f2', Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException',
      400,
      'Reserved keys used in this request: AWS_REGION',
    ],
    [
      'a broken zip',
      { FunctionName: 'f2', Code: { ZipFile: new Uint8Array([1, 2, 3]) } },
      'InvalidParameterValueException',
      400,
      'Could not unzip uploaded file.',
    ],
    [
      'a zip that is too large',
      { FunctionName: 'f2', Code: { ZipFile: new Uint8Array(50 * 2 ** 20 + 1) } },
      'RequestEntityTooLargeException',
      413,
      'Request must be smaller than 69905067 bytes for the CreateFunction operation',
    ],
    [
      'code in S3',
      { FunctionName: 'f2', Code: { S3Bucket: 'b', S3Key: 'k' } },
      'NotImplementedHere',
      501,
      'Function code in S3',
    ],
    [
      'log levels with text',
      { FunctionName: 'f2', LoggingConfig: { LogFormat: 'Text', SystemLogLevel: 'WARN' } },
      'InvalidParameterValueException',
      400,
      'LogLevel is not supported',
    ],
  ])('given %s, when created, then it is refused', async (_, input, code, status, message) => {
    await create();
    await expect(create(input)).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(message),
    });
  });

  it.each(['fn', '123456789012:fn', '123456789012:function:fn', ARN, `${ARN}:$LATEST`])(
    'given the name %s, when described, then it is found',
    async (FunctionName) => {
      await create();
      expect(await call('GetFunctionConfiguration', { FunctionName })).toMatchObject({ FunctionName: 'fn' });
    },
  );

  it.each([
    [
      { FunctionName: 'no' },
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:no',
    ],
    [{ FunctionName: 'fn', Qualifier: '7' }, 'ResourceNotFoundException', `Function not found: ${ARN}:7`],
    [
      { FunctionName: 'fn', Qualifier: 'live' },
      'ResourceNotFoundException',
      `Function not found: ${ARN}:live`,
    ],
    [{ FunctionName: 'fn:1', Qualifier: '2' }, 'InvalidParameterValueException', 'The derived qualifier'],
    [
      { FunctionName: ARN.replace('us-east-1', 'eu-west-1') },
      'ResourceNotFoundException',
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
  ])('given %j, when described, then it is refused', async (input, code, message) => {
    await create();
    await expect(call('GetFunctionConfiguration', input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('updates', () => {
  beforeEach(async () => {
    await create();
    settle();
  });

  it('given an update in progress, when updated again, then it conflicts with the text AWS has; then it succeeds', async () => {
    const answer = await call<FunctionConfiguration>('UpdateFunctionCode', { ...fn, ZipFile: otherZip });
    expect(answer).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    });
    await expect(call('UpdateFunctionConfiguration', { ...fn, Timeout: 9 })).rejects.toMatchObject({
      code: 'ResourceConflictException',
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}`,
    });
    await expect(call('PublishVersion', fn)).rejects.toMatchObject({ code: 'ResourceConflictException' });
    settle();
    expect(await call('UpdateFunctionConfiguration', { ...fn, Timeout: 9 })).toMatchObject({ Timeout: 9 });
  });

  it('given another revision, when updated, then the precondition fails', async () => {
    const wrong = { ...fn, ZipFile: otherZip, RevisionId: 'x' };
    await expect(call('UpdateFunctionCode', wrong)).rejects.toMatchObject({
      code: 'PreconditionFailedException',
      status: 412,
    });
    const { RevisionId } = await call<FunctionConfiguration>('GetFunctionConfiguration', fn);
    expect(await call('UpdateFunctionCode', { ...fn, ZipFile: otherZip, RevisionId })).toMatchObject({
      State: 'Active',
    });
  });

  it('given a dry run, when code is updated, then the answer tells the new hash and nothing changes', async () => {
    const before = await call('GetFunctionConfiguration', fn);
    const answer = await call<FunctionConfiguration>('UpdateFunctionCode', {
      ...fn,
      ZipFile: otherZip,
      DryRun: true,
    });
    expect(answer.CodeSha256).toBe(createHash('sha256').update(otherZip).digest('base64'));
    expect(await call('GetFunctionConfiguration', fn)).toEqual(before);
  });

  it('given log formats, when switched, then levels come with JSON and go with text', async () => {
    const json = await call<FunctionConfiguration>('UpdateFunctionConfiguration', {
      ...fn,
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(json.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: '/aws/lambda/fn',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
    });
    settle();
    const text = await call<FunctionConfiguration>('UpdateFunctionConfiguration', {
      ...fn,
      LoggingConfig: { LogFormat: 'Text' },
    });
    expect(text.LoggingConfig).toEqual({ LogFormat: 'Text', LogGroup: '/aws/lambda/fn' });
  });
});

describe('versions', () => {
  beforeEach(async () => {
    await create();
    settle();
  });

  it('given no change, when published twice, then the first version is the answer both times', async () => {
    const first = await call<FunctionConfiguration>('PublishVersion', { ...fn, Description: 'one' });
    expect(first).toMatchObject({
      Version: '1',
      FunctionArn: `${ARN}:1`,
      Description: 'one',
      State: 'Active',
    });
    expect(await call('PublishVersion', { ...fn, Description: 'two' })).toEqual(first);
  });

  it('given a change of configuration alone, when published, then there is another version, and the first stays as it was', async () => {
    const first = await call<FunctionConfiguration>('PublishVersion', fn);
    await call('UpdateFunctionConfiguration', { ...fn, Timeout: 9 });
    settle();
    expect(await call('PublishVersion', fn)).toMatchObject({ Version: '2', Timeout: 9 });
    expect(await call('GetFunctionConfiguration', { ...fn, Qualifier: '1' })).toEqual(first);
  });

  it('given Publish with new code, when updated, then the new version is the answer', async () => {
    const answer = await call('UpdateFunctionCode', { ...fn, ZipFile: otherZip, Publish: true });
    expect(answer).toMatchObject({ Version: '1', FunctionArn: `${ARN}:1` });
  });

  it('given another hash, when published, then it is refused with both hashes', async () => {
    const current = createHash('sha256').update(zip).digest('base64');
    await expect(call('PublishVersion', { ...fn, CodeSha256: 'x' })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
      message: `CodeSHA256 (x) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
    });
  });

  it('given a deleted version, when published again, then its number is not used a second time', async () => {
    await call('PublishVersion', fn);
    await call('DeleteFunction', { ...fn, Qualifier: '1' });
    expect(await call('PublishVersion', fn)).toMatchObject({ Version: '2' });
  });

  it('given a version an alias names, when deleted, then it conflicts; $LATEST is never deleted alone', async () => {
    await call('PublishVersion', fn);
    await call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1' });
    await expect(call('DeleteFunction', { ...fn, Qualifier: '1' })).rejects.toMatchObject({
      code: 'ResourceConflictException',
    });
    await expect(call('DeleteFunction', { ...fn, Qualifier: '$LATEST' })).rejects.toMatchObject({
      message: '$LATEST version cannot be deleted without deleting the function.',
    });
  });

  it('given many versions, when listed in pages, then $LATEST and all of them come once, in order', async () => {
    for (let timeout = 4; timeout < 11; timeout++) {
      await call('UpdateFunctionConfiguration', { ...fn, Timeout: timeout });
      settle();
      await call('PublishVersion', fn);
    }
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await call<ListVersionsByFunctionResponse>('ListVersionsByFunction', {
        ...fn,
        MaxItems: 3,
        Marker,
      });
      seen.push(...(page.Versions ?? []).map((version) => version.Version ?? ''));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(['$LATEST', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('given a function, when deleted, then it is gone with everything, and its name is free', async () => {
    await call('DeleteFunction', fn);
    await expect(call('GetFunction', fn)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await create()).toMatchObject({ Version: '$LATEST' });
  });
});

describe('aliases', () => {
  beforeEach(async () => {
    await create();
    settle();
    await call('PublishVersion', fn);
    await call('UpdateFunctionCode', { ...fn, ZipFile: otherZip });
    settle();
    await call('PublishVersion', fn);
  });

  it('given an alias, when made, moved and deleted, then each answer shows it', async () => {
    const made = await call<AliasConfiguration>('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1' });
    expect(made).toMatchObject({
      AliasArn: `${ARN}:live`,
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
    });
    const weights = { AdditionalVersionWeights: { '1': 0.1 } };
    const moved = await call('UpdateAlias', {
      ...fn,
      Name: 'live',
      FunctionVersion: '2',
      RoutingConfig: weights,
    });
    expect(moved).toMatchObject({ FunctionVersion: '2', RoutingConfig: weights });
    expect((await call<ListAliasesResponse>('ListAliases', fn)).Aliases).toEqual([moved]);
    expect(await call('GetFunctionConfiguration', { ...fn, Qualifier: 'live' })).toMatchObject({
      FunctionArn: `${ARN}:live`,
    });
    await call('DeleteAlias', { ...fn, Name: 'live' });
    await expect(call('GetAlias', { ...fn, Name: 'live' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: `Cannot find alias arn: ${ARN}:live`,
    });
  });

  it.each([
    [{ Name: '12', FunctionVersion: '1' }, 'ValidationException', "Value '12' at 'name'"],
    [{ Name: 'live', FunctionVersion: '9' }, 'ResourceNotFoundException', `Function not found: ${ARN}:9`],
    [
      { Name: 'taken', FunctionVersion: '1' },
      'ResourceConflictException',
      `Alias already exists: ${ARN}:taken`,
    ],
    [
      { Name: 'live', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } } },
      'InvalidParameterValueException',
      'Function version 1 is already included in routing configuration.',
    ],
    [
      { Name: 'live', FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } } },
      'InvalidParameterValueException',
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ],
  ])('given %j, when made, then it is refused', async (input, code, message) => {
    await call('CreateAlias', { ...fn, Name: 'taken', FunctionVersion: '1' });
    await expect(call('CreateAlias', { ...fn, ...input })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('permissions', () => {
  const permission = {
    ...fn,
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  };
  beforeEach(async () => {
    await create();
    settle();
  });

  it('given a permission, when added, then the policy shows it as AWS does, until it is removed', async () => {
    const SourceArn = 'arn:aws:execute-api:us-east-1:123456789012:api/*';
    const { Statement } = await call<AddPermissionResponse>('AddPermission', { ...permission, SourceArn });
    expect(JSON.parse(Statement ?? '')).toEqual({
      Sid: 's',
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: ARN,
      Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
    });
    const { Policy } = await call<GetPolicyResponse>('GetPolicy', fn);
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [{ Sid: 's' }],
    });
    await expect(call('AddPermission', permission)).rejects.toMatchObject({
      code: 'ResourceConflictException',
      message:
        'The statement id (s) provided already exists. Please provide a new statement id, or remove the existing statement.',
    });
    await call('RemovePermission', { ...fn, StatementId: 's' });
    await expect(call('GetPolicy', fn)).rejects.toMatchObject({
      message: 'The resource you requested does not exist.',
    });
    await expect(call('RemovePermission', { ...fn, StatementId: 's' })).rejects.toMatchObject({
      message: 'No policy is associated with the given resource.',
    });
  });

  it.each([
    [{ Principal: 'nobody' }, 'InvalidParameterValueException', 'The provided principal was invalid.'],
    [{ Action: 'invoke' }, 'ValidationException', "Value 'invoke' at 'action'"],
    [
      { Qualifier: '$LATEST' },
      'InvalidParameterValueException',
      'We currently do not support adding policies for $LATEST.',
    ],
    [{ Qualifier: '4' }, 'ResourceNotFoundException', `Function not found: ${ARN}:4`],
    [{ RevisionId: 'x' }, 'PreconditionFailedException', 'Revision Id'],
  ])('given %j, when added, then it is refused', async (change, code, message) => {
    const adding = call('AddPermission', { ...permission, ...change });
    await expect(adding).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('the rest', () => {
  it('given 60 functions, when listed, then pages hold 50 and all come once, in order', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `f${String(index).padStart(2, '0')}`);
    for (const FunctionName of names) await create({ FunctionName });
    const first = await call<ListFunctionsResponse>('ListFunctions', {});
    expect(first.Functions).toHaveLength(50);
    expect(first.Functions?.[0]).not.toHaveProperty('State');
    const second = await call<ListFunctionsResponse>('ListFunctions', { Marker: first.NextMarker });
    const all = [...(first.Functions ?? []), ...(second.Functions ?? [])].map((item) => item.FunctionName);
    expect(all).toEqual(names);
    expect(second.NextMarker).toBeUndefined();
  });

  it('given tags, when added and removed, then the list shows it; versions have none', async () => {
    await create({ Tags: { a: '1' } });
    await call('TagResource', { Resource: ARN, Tags: { b: '2' } });
    await call('UntagResource', { Resource: ARN, TagKeys: ['a'] });
    expect(await call<ListTagsResponse>('ListTags', { Resource: ARN })).toEqual({ Tags: { b: '2' } });
    await expect(call('ListTags', { Resource: `${ARN}:1` })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
    });
  });

  it('given a reservation, when it leaves too little to the account, then it is refused; else limits show it', async () => {
    await create();
    const put = (n: number) => call('PutFunctionConcurrency', { ...fn, ReservedConcurrentExecutions: n });
    await expect(put(901)).rejects.toMatchObject({
      message: expect.stringContaining('below its minimum value of [100]'),
    });
    expect(await put(900)).toEqual({ ReservedConcurrentExecutions: 900 });
    const { AccountLimit, AccountUsage } = await call<GetAccountSettingsResponse>('GetAccountSettings', {});
    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 });
    expect(AccountUsage).toEqual({ FunctionCount: 1, TotalCodeSize: zip.length });
    await call('DeleteFunctionConcurrency', fn);
    expect(await call('GetFunctionConcurrency', fn)).toEqual({});
  });

  it('given a restart, when asked again, then functions, versions and code are as before', async () => {
    const state = new State();
    lambda = createLambda(makeRoomRegion({ clock, state }));
    await create();
    settle();
    const published = await call<FunctionConfiguration>('PublishVersion', fn);
    const decoded = decodePlain(encodePlain([state.table('lambda/functions'), state.table('lambda/code')]));
    const [functions, code] = decoded as [Map<string, unknown>, Map<string, unknown>];
    const later = new State();
    for (const [key, value] of functions) later.table('lambda/functions').set(key, value);
    for (const [key, value] of code) later.table('lambda/code').set(key, value);
    lambda = createLambda(makeRoomRegion({ clock, state: later }));
    expect(await call('GetFunctionConfiguration', { ...fn, Qualifier: '1' })).toEqual(published);
    expect(await call('PublishVersion', fn)).toEqual(published);
    expect((await call<GetFunctionResponse>('GetFunction', fn)).Code?.Location).toContain('base64,');
  });

  it('given a dry run or a payload that is no JSON, when invoked, then nothing runs', async () => {
    await create();
    settle();
    expect(await call<InvocationResponse>('Invoke', { ...fn, InvocationType: 'DryRun' })).toEqual({
      StatusCode: 204,
    });
    const wrong = { ...fn, Payload: new TextEncoder().encode('{') };
    await expect(call('Invoke', wrong)).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
      status: 400,
    });
  });

  it('given the same inline text, when zipped twice, then the bytes are equal, wherever the clock stands', () => {
    expect(zipInlineCode('a')).toEqual(zipInlineCode('a'));
    expect(zipInlineCode('a')).not.toEqual(zipInlineCode('b'));
  });
});
