import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { toCompactYaml } from '../../../src/gateway/template/compact-yaml.js';
import { shortFormTags } from '../../../src/gateway/template/short-form-tags.js';
import type { Json, TemplateDocument } from '../../../src/gateway/template/template-document.js';

const awkwardText = fc.oneof(
  fc.constantFrom(
    'yes',
    'No',
    'OFF',
    'on',
    'y',
    'null',
    'TRUE',
    '~',
    '1e3',
    '0x1f',
    '012',
    '2012-10-17',
    '1:30',
    '.inf',
  ),
  fc.constantFrom(
    'a: b',
    'a #b',
    '- a',
    '*',
    '&a',
    '!Ref x',
    '${A::B}',
    "it's",
    'say "x"',
    'line\nline',
    ' a',
    'a ',
    '',
  ),
  fc.constantFrom(
    'AWS::Lambda::Function',
    'arn:aws:iam::aws:policy/x',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u007f',
    '😀',
    '…',
  ),
  fc.string({ unit: 'binary' }),
);
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);

const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    awkwardText,
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(awkwardText, fc.constantFrom('Ref', 'Condition', 'Fn::Sub')), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    awkwardText.map((text) => ({ Ref: text })),
    fc.tuple(name, name, name).map(([id, one, two]) => ({ 'Fn::GetAtt': [id, `${one}.${two}`] })),
    fc.record({
      'Fn::Join': fc.tuple(awkwardText, fc.array(tie('value'), { maxLength: 3 })),
    }) as fc.Arbitrary<Json>,
    fc.record({ 'Fn::Base64': fc.record({ 'Fn::Sub': awkwardText }) }),
  ),
}));

describe('compact YAML', () => {
  for (const version of ['1.1', '1.2'] as const) {
    it(`reads back, under the rules of YAML ${version}, as what was written`, () => {
      fc.assert(
        fc.property(
          fc.dictionary(name, fc.dictionary(name, anyValue, { maxKeys: 3, noNullPrototype: true }), {
            minKeys: 1,
            maxKeys: 3,
            noNullPrototype: true,
          }),
          (template) => {
            const written = toCompactYaml(template as TemplateDocument);
            const document = parseDocument(written, {
              customTags: (tags) => [...tags, ...shortFormTags()],
              version,
            });
            expect(document.errors).toEqual([]);
            expect(document.toJS()).toEqual(template);
          },
        ),
        { verbose: true },
      );
    });
  }

  it('keeps the long form of a function whose argument is another function: a tag cannot follow a tag', () => {
    const template = {
      Outputs: { A: { 'Fn::Base64': { 'Fn::Sub': '${B}' } } },
    } as unknown as TemplateDocument;
    expect(toCompactYaml(template)).toBe('Outputs:\n A: {Fn::Base64: !Sub "${B}"}\n');
  });
});
