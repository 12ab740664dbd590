import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Draft } from '../../../src/gateway/release/api-service.js';
import { draftHash } from '../../../src/gateway/release/draft-hash.js';
import {
  describeRelease,
  parseReleaseDescription,
} from '../../../src/gateway/release/release-description.js';

const draft: Draft = {
  api: { policy: '{}', apiKeySource: 'HEADER' },
  resources: [
    {
      id: 'a',
      path: '/',
      resourceMethods: { ANY: { authorizationType: 'NONE', methodIntegration: { uri: 'x' } } },
    },
    { id: 'b', path: '/{proxy+}' },
  ],
  authorizers: [{ id: 'z', type: 'REQUEST' }],
  gatewayResponses: [],
  protections: [],
};

describe('draftHash', () => {
  it('given another order of lists and members, then the same hash', () => {
    const reordered: Draft = {
      ...draft,
      api: { apiKeySource: 'HEADER', policy: '{}' },
      resources: [...draft.resources].reverse(),
    };
    expect(draftHash(reordered)).toBe(draftHash(draft));
  });

  it('given any change of a method, then another hash', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), (uri) => {
        const [first, ...rest] = draft.resources;
        const changed = {
          ...first,
          resourceMethods: { ANY: { authorizationType: 'NONE', methodIntegration: { uri } } },
        };
        expect(draftHash({ ...draft, resources: [changed, ...rest] })).not.toBe(draftHash(draft));
      }),
    );
  });

  it('given a member that is absent or undefined, then the same hash', () => {
    expect(draftHash({ ...draft, api: { ...draft.api, binaryMediaTypes: undefined } })).toBe(
      draftHash(draft),
    );
  });
});

describe('a release description', () => {
  it('given any release, then reads back as written', () => {
    const beginning = fc.record(
      {
        percent: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
        variables: fc.dictionary(
          fc.stringMatching(/^[A-Za-z0-9_]{1,9}$/),
          fc.stringMatching(/^[A-Za-z0-9\-._~:/?#&=,]{1,9}$/),
          { noNullPrototype: true },
        ),
        replacing: fc.constant(true as const),
      },
      { requiredKeys: ['percent', 'variables'] },
    );
    const release = fc.record(
      {
        draftHash: fc.stringMatching(/^[0-9a-f]{16}$/),
        forwarder: fc.nat().map(String),
        authorizer: fc.nat().map(String),
        canary: beginning,
        wasLive: fc.constant(true as const),
        message: fc.string(),
      },
      { requiredKeys: ['draftHash', 'forwarder', 'authorizer'] },
    );
    fc.assert(
      fc.property(release, (original) => {
        expect(parseReleaseDescription(describeRelease(original))).toEqual(original);
      }),
    );
  });

  it.each(['', 'Bootstrap', 'aigw release draft=xyz forwarder=1 authorizer=1'])(
    'given "%s", then it is not ours',
    (text) => {
      expect(parseReleaseDescription(text)).toBeUndefined();
    },
  );
});
