import { describe, expect, it } from '@jest/globals';
import type { ParameterDeclaration } from '../../../src/local/control-plane/cloudformation/template/document.js';
import {
  settleParameters,
  shownParameters,
  parameterReference,
} from '../../../src/local/control-plane/cloudformation/template/parameters.js';
import { readTemplate } from '../../../src/local/control-plane/cloudformation/template/read-template.js';
import { StackDriver } from './stack-driver.js';

function templateWith(Parameters: Record<string, ParameterDeclaration>, more: object = {}): string {
  return JSON.stringify({ Parameters, Resources: { T: { Type: 'AWS::SNS::Topic' } }, ...more });
}

function settle(declaration: ParameterDeclaration, value: string): unknown {
  return settleParameters(readTemplate(templateWith({ P: declaration })), [
    { ParameterKey: 'P', ParameterValue: value },
  ]);
}

describe('parameters', () => {
  it('given one without value and one that is unknown, when settled, then AWS names them', () => {
    const template = readTemplate(
      templateWith({ A: { Type: 'String' }, B: { Type: 'String' }, C: { Type: 'String', Default: 'c' } }),
    );
    expect(() => settleParameters(template, [])).toThrow('Parameters: [A, B] must have values');
    expect(() => settleParameters(template, [{ ParameterKey: 'X', ParameterValue: '' }])).toThrow(
      'Parameters: [X] do not exist in the template',
    );
  });

  it('given a previous value, when it is to be kept, then it is; without that word the default holds again', () => {
    const template = readTemplate(templateWith({ A: { Type: 'String', Default: 'default' } }));
    expect(
      settleParameters(template, [{ ParameterKey: 'A', UsePreviousValue: true }], { A: 'kept' }),
    ).toEqual({ A: 'kept' });
    expect(settleParameters(template, [], { A: 'kept' })).toEqual({ A: 'default' });
  });

  it.each<[ParameterDeclaration, string, string]>([
    [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', "Parameter 'P' must be one of AllowedValues"],
    [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'a1', "Parameter 'P' must match pattern [a-z]+"],
    [
      { Type: 'String', AllowedPattern: '[a-z]+', ConstraintDescription: 'letters only' },
      '1',
      'Parameter P failed to satisfy constraint: letters only',
    ],
    [{ Type: 'String', MinLength: 2 }, 'a', "Parameter 'P' must contain at least 2 characters"],
    [{ Type: 'String', MaxLength: 2 }, 'abc', "Parameter 'P' must contain at most 2 characters"],
    [{ Type: 'Number' }, 'x', "Parameter 'P' must be a number"],
    [{ Type: 'Number', MinValue: 3 }, '2', "Parameter 'P' must be a number not less than 3"],
    [{ Type: 'Number', MaxValue: 3 }, '4', "Parameter 'P' must be a number not greater than 3"],
    [{ Type: 'List<Number>' }, '1,x', "Parameter 'P' must be a number"],
    [
      { Type: 'CommaDelimitedList', AllowedValues: ['a'] },
      'a,b',
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      { Type: 'AWS::EC2::VPC::Id' },
      '',
      'Parameter validation failed: parameter value  for parameter name P does not exist',
    ],
  ])(
    'given %j and the value %j, when settled, then it is refused in the words of AWS',
    (declaration, value, message) => {
      expect(() => settle(declaration, value)).toThrow(new Error(message));
    },
  );

  it('given lists, when referred to, then they are lists; given none, then there are no items', () => {
    expect(parameterReference('CommaDelimitedList', 'a, b')).toEqual(['a', 'b']);
    expect(parameterReference('List<AWS::EC2::Subnet::Id>', 'subnet-1')).toEqual(['subnet-1']);
    expect(parameterReference('CommaDelimitedList', '')).toEqual([]);
    expect(parameterReference('Number', '5')).toBe('5');
  });

  it('given NoEcho, when shown, then there are asterisks', () => {
    const template = readTemplate(
      templateWith({ Secret: { Type: 'String', NoEcho: true }, Open: { Type: 'String' } }),
    );
    expect(shownParameters(template, { Secret: 'hidden', Open: 'seen' })).toEqual([
      { ParameterKey: 'Secret', ParameterValue: '****' },
      { ParameterKey: 'Open', ParameterValue: 'seen' },
    ]);
  });
});

describe('rules', () => {
  const rules = {
    Rules: {
      PublicNeedsAuth: {
        RuleCondition: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Endpoint' }, 'PRIVATE'] }] },
        Assertions: [
          { Assert: { 'Fn::Equals': [{ Ref: 'Auth' }, 'true'] }, AssertDescription: 'Public needs auth.' },
          {
            Assert: { 'Fn::Contains': [['REGIONAL', 'EDGE'], { Ref: 'Endpoint' }] },
            AssertDescription: 'Unknown endpoint.',
          },
          {
            Assert: { 'Fn::EachMemberIn': [{ Ref: 'Zones' }, ['a', 'b']] },
            AssertDescription: 'Unknown zone.',
          },
        ],
      },
    },
  };
  const body = templateWith(
    {
      Endpoint: { Type: 'String', Default: 'PRIVATE' },
      Auth: { Type: 'String', Default: 'false' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a' },
    },
    rules,
  );
  const create = (values: Record<string, string>): Promise<object> =>
    new StackDriver().send('CreateStack', {
      StackName: 'demo',
      TemplateBody: body,
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    });

  it('given a rule whose condition is false, when a stack is created, then its assertions do not count', async () => {
    await expect(create({})).resolves.toMatchObject({ StackId: expect.stringContaining(':stack/demo/') });
  });

  it.each([
    [{ Endpoint: 'REGIONAL' }, 'Public needs auth.'],
    [{ Endpoint: 'OTHER', Auth: 'true' }, 'Unknown endpoint.'],
    [{ Endpoint: 'EDGE', Auth: 'true', Zones: 'a,c' }, 'Unknown zone.'],
  ])('given %j, when a stack is created, then it is refused and nothing is left', async (values, message) => {
    await expect(create(values)).rejects.toMatchObject({ name: 'ValidationError', message });
  });
});
