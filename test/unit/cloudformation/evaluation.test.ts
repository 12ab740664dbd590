import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  evaluate,
  knownAfterApply,
  type Scope,
} from '../../../src/local/control-plane/cloudformation/template/evaluate.js';
import type { Json, Template } from '../../../src/local/control-plane/cloudformation/template/document.js';
import { subnetBlocks } from '../../../src/local/control-plane/cloudformation/template/cidr.js';

const template: Template = {
  parameters: {},
  rules: {},
  mappings: { Sizes: { small: { memory: 128, zones: ['a', 'b'] } } },
  conditions: {
    Yes: { 'Fn::Equals': ['a', 'a'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
  },
  resources: {},
  outputs: {},
};

const scope: Scope = {
  template,
  values: new Map<string, Json>([['Size', 'large'], ['List', ['x', 'y']], ['AWS::Region', 'us-east-1']]), // prettier-ignore
  reference: (id) => ({ Api: 'api-1', New: knownAfterApply })[id],
  attribute: (id, name) =>
    id === 'Api' && name === 'Root.Id' ? 'root-1' : id === 'New' ? knownAfterApply : undefined,
  importValue: (name) => `imported ${name}`,
  availabilityZones: ['us-east-1a', 'us-east-1b'],
};

describe('an intrinsic function', () => {
  it.each<[string, Json, Json]>([
    ['Ref of a parameter', { Ref: 'Size' }, 'large'],
    ['Ref of a resource', { Ref: 'Api' }, 'api-1'],
    ['GetAtt with a dotted attribute', { 'Fn::GetAtt': ['Api', 'Root.Id'] }, 'root-1'],
    [
      'Sub of all kinds',
      { 'Fn::Sub': '${Size}/${Api}/${Api.Root.Id}/${!stageVariables.forwarder}/$x' },
      'large/api-1/root-1/${stageVariables.forwarder}/$x',
    ],
    ['Sub with a map', { 'Fn::Sub': ['${a}-${Size}', { a: { Ref: 'Api' } }] }, 'api-1-large'],
    ['Sub whose value looks like a literal', { 'Fn::Sub': ['${a}', { a: '${!x}' }] }, '${!x}'],
    ['If, true', { 'Fn::If': ['Yes', 1, 2] }, 1],
    ['If, false', { 'Fn::If': ['No', 1, 2] }, 2],
    [
      'NoValue in an object and a list',
      {
        kept: 1,
        gone: { Ref: 'AWS::NoValue' },
        list: [{ 'Fn::If': ['No', 'x', { Ref: 'AWS::NoValue' }] }, 'y'],
      },
      { kept: 1, list: ['y'] },
    ],
    ['And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'IsLarge' }] }, true],
    ['Or', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'No' }] }, false],
    ['Join of a list parameter', { 'Fn::Join': [',', { Ref: 'List' }] }, 'x,y'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['|', 'a|b|c'] }] }, 'b'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Cidr', { 'Fn::Select': [1, { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }] }, '10.0.1.0/24'],
    ['GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'net-${Size}' } }, 'imported net-large'],
    ['Length', { 'Fn::Length': { Ref: 'List' } }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Size' } } }, '{"a":"large"}'],
    ['Sub of what is not known yet', { 'Fn::Sub': 'x-${New}' }, `x-${knownAfterApply}`],
    [
      'Select of what is not known yet',
      { 'Fn::Select': [3, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['New', 'Arn'] }] }] },
      knownAfterApply,
    ],
  ])('given %s, when evaluated, then it has the value of AWS', (_what, value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  it.each<[string, Json, string]>([
    [
      'a map that is not there',
      { 'Fn::FindInMap': ['Nope', 'a', 'b'] },
      "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template",
    ],
    [
      'a key that is not there',
      { 'Fn::FindInMap': ['Sizes', 'big', 'memory'] },
      'Template error: Unable to get mapping for Sizes::big::memory',
    ],
    [
      'a position that is not there',
      { 'Fn::Select': [5, ['a']] },
      'Template error: Fn::Select cannot select nonexistent value at index 5',
    ],
    [
      'a reference that is not there',
      { Ref: 'Nope' },
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'an attribute that is not there',
      { 'Fn::GetAtt': ['Api', 'Nope'] },
      'Template error: resource Api does not support attribute type Nope in Fn::GetAtt',
    ],
    ['an unknown function', { 'Fn::Nope': [] }, 'Template error: unsupported intrinsic function Fn::Nope'],
  ])('given %s, when evaluated, then it is refused', (_what, value, message) => {
    expect(() => evaluate(value, scope)).toThrow(message);
  });

  it('given any list, when joined and split at a delimiter that is in none of its items, then it is the list', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().filter((item) => !item.includes('|')),
          { minLength: 1 },
        ),
        (items) => {
          const joined: Json = { 'Fn::Join': ['|', items] };
          expect(evaluate({ 'Fn::Split': ['|', joined] }, scope)).toEqual(items);
        },
      ),
    );
  });

  it('given any nesting of conditions, when evaluated, then it is what the operators of JavaScript say', () => {
    interface Formula {
      readonly value: Json;
      readonly holds: boolean;
    }
    const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
      formula: fc.oneof(
        { depthSize: 'small' },
        fc.boolean().map((holds): Formula => ({ holds, value: { Condition: holds ? 'Yes' : 'No' } })),
        tie('formula').map(({ value, holds }): Formula => ({ holds: !holds, value: { 'Fn::Not': [value] } })),
        fc.tuple(tie('formula'), tie('formula')).map(([a, b]): Formula => ({
          holds: a.holds && b.holds,
          value: { 'Fn::And': [a.value, b.value] },
        })),
        fc
          .tuple(tie('formula'), tie('formula'))
          .map(([a, b]): Formula => ({ holds: a.holds || b.holds, value: { 'Fn::Or': [a.value, b.value] } })),
      ),
    }));
    fc.assert(
      fc.property(formula, ({ value, holds }) => {
        expect(evaluate(value, scope)).toBe(holds);
      }),
    );
  });

  it('given any block and size, when cut, then the blocks follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 20 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 4 }),
        (prefix, bits, count) => {
          const blocks = subnetBlocks(`10.0.0.0/${String(prefix)}`, count, bits);
          const starts = blocks.map((block) => {
            const [a, b, c, d] = (block.split('/')[0] ?? '').split('.').map(Number);
            return (((a ?? 0) * 256 + (b ?? 0)) * 256 + (c ?? 0)) * 256 + (d ?? 0);
          });
          expect(starts).toEqual(
            Array.from({ length: count }, (_, index) => 10 * 2 ** 24 + index * 2 ** bits),
          );
          expect(blocks.every((block) => block.endsWith(`/${String(32 - bits)}`))).toBe(true);
        },
      ),
    );
  });
});
