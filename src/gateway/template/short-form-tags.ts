import { YAMLMap, type CollectionTag, type ScalarTag, type YAMLSeq } from 'yaml';

/** Short form → long form. `Ref` and `Condition` alone have no `Fn::` in front (CFNT/intrinsic-function-reference). */
const LONG_FORMS: readonly (readonly [short: string, long: string])[] = [
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
  ...[
    'And',
    'Base64',
    'Cidr',
    'Equals',
    'FindInMap',
    'GetAtt',
    'GetAZs',
    'If',
    'ImportValue',
    'Join',
    'Length',
    'Not',
  ]
    .concat(['Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'])
    .map((name) => [name, `Fn::${name}`] as const),
];

/**
 * The short forms of CloudFormation's functions (`!Ref`, `!Sub` …) as tags for the `yaml` package. What is parsed with
 * them has the long forms and can be written as JSON.
 */
export function shortFormTags(): (ScalarTag | CollectionTag)[] {
  return LONG_FORMS.flatMap(([short, long]) => {
    const tag = `!${short}`;
    const ofCollection = (node: unknown) => inMap(long, node);
    return [
      { tag, resolve: (text: string) => ({ [long]: short === 'GetAtt' ? splitAttribute(text) : text }) },
      { tag, collection: 'seq', resolve: ofCollection },
      { tag, collection: 'map', resolve: ofCollection },
    ] satisfies (ScalarTag | CollectionTag)[];
  });
}

/** `Sub` for `Fn::Sub`; undefined for what is not a function. */
export function shortFormOf(longForm: string): string | undefined {
  return LONG_FORMS.find(([, long]) => long === longForm)?.[0];
}

function inMap(key: string, node: unknown): YAMLMap | YAMLSeq {
  const map = new YAMLMap();
  map.set(key, node);
  return map;
}

/** `Resource.Attribute` as the list that JSON templates have; further dots belong to the attribute. */
function splitAttribute(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
