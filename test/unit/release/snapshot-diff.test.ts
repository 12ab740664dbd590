import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { snapshotOfDraft } from '../../../src/gateway/release/draft-snapshot.js';
import { snapshotOfExport } from '../../../src/gateway/release/exported-snapshot.js';
import { compareSnapshots } from '../../../src/gateway/release/snapshot-diff.js';
import {
  joined,
  partKinds,
  snapshotOfVariables,
  snapshotOfVersions,
  type Snapshot,
} from '../../../src/gateway/release/snapshot.js';

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: 'execute-api:/*' }] };

function draftWith(members: { policy?: string; authorizers?: object[]; method?: object }) {
  return snapshotOfDraft({
    api: { policy: members.policy },
    resources: [{ path: '/a', resourceMethods: { GET: members.method ?? {} } }],
    authorizers: members.authorizers ?? [],
    gatewayResponses: [],
    protections: [],
  });
}

function exportWith(members: object, operation: object = {}) {
  return snapshotOfExport({ paths: { '/a': { get: operation, parameters: [] } }, ...members });
}

const snapshots: fc.Arbitrary<Snapshot> = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...partKinds),
      name: fc.constantFrom('one', 'two', 'three'),
      settings: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2')),
    }),
    { selector: ({ kind, name }) => `${kind} ${name}` },
  )
  .map((parts) => ({ known: partKinds, parts }));

describe('comparing snapshots', () => {
  it('given any two, then a comparison with itself is empty, and turned round it says the reverse', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (a, b) => {
        expect(compareSnapshots(a, a).differences).toEqual([]);
        const reverse = { added: 'removed', removed: 'added', changed: 'changed' } as const;
        const there = compareSnapshots(a, b).differences;
        const back = compareSnapshots(b, a).differences;
        expect(back).toEqual(
          there.map((difference) => ({
            ...difference,
            change: reverse[difference.change],
            settings: difference.settings.map(({ name, before, after }) => ({
              name,
              before: after,
              after: before,
            })),
          })),
        );
      }),
    );
  });

  it('given a kind that is not known of one of them, then it is named as not compared and not as a difference', () => {
    const before = snapshotOfVersions({ forwarder: '1' });
    const after = joined(snapshotOfVersions({ forwarder: '2' }), snapshotOfVariables({ region: 'a' }));
    const { differences, notCompared } = compareSnapshots(before, after);
    expect(differences.map(({ kind }) => kind)).toEqual(['function']);
    expect(notCompared).toContain('variable');
  });

  it('given stage variables, then those of releases are no variables of the operator', () => {
    expect(snapshotOfVariables({ forwarder: '1', authorizer: '2', tier: 'gold' }).parts).toEqual([
      { kind: 'variable', name: 'tier', settings: { value: 'gold' } },
    ]);
  });
});

describe('a draft and the export that freezes it', () => {
  it.each([
    ['as it was written', JSON.stringify(policy)],
    [
      'with other spacing and order',
      JSON.stringify({ Statement: policy.Statement, Version: policy.Version }, null, 2),
    ],
    [
      'with quotes and slashes escaped, as AWS answers',
      JSON.stringify(JSON.stringify(policy)).slice(1, -1).replaceAll('/', '\\/'),
    ],
  ])('given a policy %s, then it does not differ', (_how, text) => {
    const live = exportWith({ 'x-amazon-apigateway-policy': policy });
    expect(compareSnapshots(live, draftWith({ policy: text })).differences).toEqual([]);
  });

  it('given settings an export leaves out because they are the defaults, then they do not differ', () => {
    const uri = 'arn:aws:apigateway:us-east-1:lambda:path/x';
    const live = exportWith({}, { 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri } });
    const integration = { type: 'AWS_PROXY', uri, timeoutInMillis: 29_000, responseTransferMode: 'BUFFERED' };
    expect(
      compareSnapshots(live, draftWith({ method: { methodIntegration: integration } })).differences,
    ).toEqual([]);
  });

  it('given a TOKEN authorizer, then its header in the export is its identity source', () => {
    const settings = { type: 'token', authorizerUri: 'arn:a', authorizerResultTtlInSeconds: 60 };
    const scheme = { type: 'apiKey', name: 'Auth', in: 'header', 'x-amazon-apigateway-authorizer': settings };
    const live = exportWith(
      { components: { securitySchemes: { bearer: scheme } } },
      { security: [{ bearer: [] }] },
    );
    const draft = draftWith({
      authorizers: [
        {
          ...settings,
          id: 'a1',
          name: 'bearer',
          type: 'TOKEN',
          identitySource: 'method.request.header.Auth',
        },
        { id: 'a2', name: 'unused', type: 'TOKEN' },
      ],
      method: { authorizerId: 'a1' },
    });
    expect(compareSnapshots(live, draft).differences).toEqual([]);
  });

  it('given anything at all in place of an export, then reading it does not fail', () => {
    fc.assert(
      fc.property(fc.anything(), (document) => {
        expect(snapshotOfExport(document).known).toHaveLength(4);
      }),
    );
  });
});
