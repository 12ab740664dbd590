import { describe, expect, it } from '@jest/globals';
import { parseTemplateBody } from '../../../src/local/control-plane/cloudformation/template/parse.js';
import { readTemplate } from '../../../src/local/control-plane/cloudformation/template/read-template.js';
import { validateTemplate } from '../../../src/local/control-plane/cloudformation/template/validate.js';
import { ResourceTypes } from '../../../src/local/control-plane/cloudformation/resources/resource-types.js';

const topic = { Type: 'AWS::SNS::Topic' };

function check(template: object): void {
  validateTemplate(readTemplate(JSON.stringify(template)), new ResourceTypes());
}

describe('a template body', () => {
  it('given the short forms of YAML, when parsed, then they are the long forms of JSON', () => {
    const yaml = [
      'A: !Ref X',
      'B: !GetAtt X.Arn.Part',
      'C: !Sub ["${a}", { a: !Ref Y }]',
      'D: !If [Cond, !Ref "AWS::NoValue", plain]',
      'E: !Equals [!Ref Z, "1"]',
      'F: !Condition Named',
      'G: !Select [0, !GetAZs ""]',
    ].join('\n');
    expect(parseTemplateBody(yaml)).toEqual({
      A: { Ref: 'X' },
      B: { 'Fn::GetAtt': ['X', 'Arn.Part'] },
      C: { 'Fn::Sub': ['${a}', { a: { Ref: 'Y' } }] },
      D: { 'Fn::If': ['Cond', { Ref: 'AWS::NoValue' }, 'plain'] },
      E: { 'Fn::Equals': [{ Ref: 'Z' }, '1'] },
      F: { Condition: 'Named' },
      G: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
    });
  });

  it('given a policy version without quotes, when parsed, then it stays text', () => {
    expect(parseTemplateBody('Version: 2012-10-17')).toEqual({ Version: '2012-10-17' });
  });

  it('given scalars that YAML 1.1 and 1.2 read differently, when parsed, then they are those of 1.1 without its dates', () => {
    expect(parseTemplateBody('A: yes\nB: off\nC: y\nD: 2026-01-01\nE: "no"\nF: 1.5')).toEqual({
      A: true,
      B: false,
      C: 'y',
      D: '2026-01-01',
      E: 'no',
      F: 1.5,
    });
  });

  it.each([
    ['neither JSON nor YAML', '{"a": [', /^Template format error: (JSON|YAML) not well-formed/],
    ['a list', '- a', /unsupported structure/],
    ['a null', 'Resources:\n  A:\n', /^\[\/Resources\/A\] 'null' values are not allowed in templates$/],
    [
      'an alias',
      'A: &a 1\nB: *a',
      /^Template error: YAML aliases are not allowed in CloudFormation templates$/,
    ],
    ['a repeated key', 'A: 1\nA: 2', /YAML not well-formed/],
  ])('given %s, when parsed, then it is refused in the words of AWS', (_what, text, message) => {
    expect(() => parseTemplateBody(text)).toThrow(message);
  });

  it('given more than 51,200 bytes, when read, then it is refused', () => {
    const description = 'ü'.repeat(25_700);
    expect(() => readTemplate(JSON.stringify({ Description: description, Resources: { T: topic } }))).toThrow(
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
    );
  });
});

describe('the structure of a template', () => {
  it.each<[string, object, string]>([
    ['no resources', {}, 'Template format error: At least one Resources member must be defined.'],
    [
      'a resource that is text',
      { Resources: { A: 'x' } },
      'Template format error: Any Resources member must be an object.',
    ],
    [
      'a resource without type',
      { Resources: { A: { Properties: {} } } },
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    [
      'an unknown member of a resource',
      { Resources: { A: { ...topic, Invalid: 1 } } },
      "Invalid template resource property 'Invalid'",
    ],
    [
      'an unknown section',
      { Resources: { A: topic }, Extra: 1 },
      'Invalid template property or properties [Extra]',
    ],
    [
      'a name with a dash',
      { Resources: { 'a-b': topic } },
      'Template format error: Resource name a-b is non alphanumeric.',
    ],
    [
      'an output without value',
      { Resources: { A: topic }, Outputs: { O: { Description: 'x' } } },
      'Template format error: Every Outputs member must contain a Value object',
    ],
    [
      'an unknown type',
      { Resources: { A: { Type: 'AWS::Nope::Nope' } } },
      'Template format error: Unrecognized resource types: [AWS::Nope::Nope]',
    ],
    [
      'an unknown parameter type',
      { Parameters: { P: { Type: 'Text' } }, Resources: { A: topic } },
      'Template format error: Unrecognized parameter type: Text',
    ],
    [
      'a parameter of Systems Manager',
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>' } }, Resources: { A: topic } },
      'Template format error: Parameter P has type AWS::SSM::Parameter::Value<String>: parameters kept in Systems Manager are not available in the local AWS.',
    ],
    [
      'a Ref to nothing',
      { Resources: { A: { ...topic, Properties: { TopicName: { Ref: 'Nope' } } } } },
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'a Sub of nothing',
      { Resources: { A: { ...topic, Properties: { TopicName: { 'Fn::Sub': 'x-${Nope}' } } } } },
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'a DependsOn of nothing',
      { Resources: { A: { ...topic, DependsOn: 'Nope' } } },
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'an output of nothing',
      { Resources: { A: topic }, Outputs: { O: { Value: { Ref: 'Nope' } } } },
      'Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
    ],
    [
      'an attribute of nothing',
      { Resources: { A: { ...topic, Properties: { TopicName: { 'Fn::GetAtt': ['Nope', 'Arn'] } } } } },
      'Template error: instance of Fn::GetAtt references undefined resource Nope',
    ],
    [
      'an attribute that the type lacks',
      { Resources: { A: topic, B: { ...topic, Properties: { TopicName: { 'Fn::GetAtt': 'A.Nope' } } } } },
      'Template error: resource A does not support attribute type Nope in Fn::GetAtt',
    ],
    [
      'a circle',
      {
        Resources: {
          A: { ...topic, DependsOn: 'B' },
          B: { ...topic, DependsOn: ['A'] },
          C: { ...topic, DependsOn: 'A' },
        },
      },
      'Circular dependency between resources: [A, B]',
    ],
    [
      'an unknown condition',
      { Resources: { A: { ...topic, Condition: 'Nope' } } },
      'Template format error: Unresolved condition dependency Nope in the Resources block of the template',
    ],
    [
      'another version',
      { AWSTemplateFormatVersion: '2011-01-01', Resources: { A: topic } },
      'Template format error: unsupported value for AWSTemplateFormatVersion.',
    ],
    [
      'a transform',
      { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: topic } },
      'The Transform "AWS::Serverless-2016-10-31" is not implemented in the local AWS of aigw.',
    ],
    [
      'a deletion policy that is none',
      { Resources: { A: { ...topic, DeletionPolicy: 'Keep' } } },
      'Template format error: Unrecognized DeletionPolicy "Keep"',
    ],
  ])('given %s, when validated, then it is refused in the words of AWS', (_what, template, message) => {
    expect(() => {
      check(template);
    }).toThrow(new Error(message));
  });

  it('given 501 resources, when validated, then the limit is named', () => {
    const Resources = Object.fromEntries(
      Array.from({ length: 501 }, (_, index) => [`T${String(index)}`, topic]),
    );
    expect(() => {
      check({ Resources });
    }).toThrow('Template format error: Number of resources, 501, is greater than maximum allowed, 500');
  });

  it('given references through a condition that is false, when validated, then both branches must exist', () => {
    const TopicName = { 'Fn::If': ['Never', { Ref: 'Nope' }, 'x'] };
    const template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { ...topic, Properties: { TopicName } } },
    };
    expect(() => {
      check(template);
    }).toThrow(/Unresolved resource dependencies \[Nope\]/);
  });
});
