import { describe, expect, it } from '@jest/globals';
import { findingsOf } from '../../../src/gateway/authorizer/authorizer-findings.js';
import { settingsIn } from '../../../src/gateway/authorizer/authorizer-settings.js';
import type { AuthorizerStatus, Protection } from '../../../src/gateway/authorizer/authorizer-status.js';

type Facts = Parameters<typeof findingsOf>[0];

const settings = settingsIn({ ISSUER: 'https://issuer.example.com', AUDIENCE: 'a', ALGORITHMS: 'RS256' });
const side = { version: '3', deploymentId: 'd1', settings, cacheSeconds: 300 };
const custom: Protection = { authorization: 'CUSTOM', apiKeyRequired: false };
const open: Protection = { authorization: 'NONE', apiKeyRequired: false };
const gateway = {
  ...{ apiId: 'api', stageName: 'v1', url: 'https://x', endpointType: 'PRIVATE' },
  ...{ forwarderFunction: 'f', authorizerFunction: 'a' },
};

function facts(authorizer: 'on' | 'off', live: Protection, draft = live, more: Partial<Facts> = {}): Facts {
  const methods = ['/{proxy+}', '/invoke'].map((path) => ({ path, method: 'POST', live, draft }));
  return { stack: { name: 's', authorizer }, gateway, methods, draft: side, live: side, ...more };
}

const texts = (found: Facts) =>
  findingsOf(found).map(({ severity, text }) => (severity === 'danger' ? `!${text}` : text));

describe('what is wrong with authorization', () => {
  it('given it is on everywhere, then nothing', () => {
    expect(texts(facts('on', custom))).toEqual([]);
  });

  it('given the stack says on and what is live is open, then that comes first', () => {
    expect(texts(facts('on', open, custom))).toEqual([
      '!OPEN: the stack says authorization is on, the live snapshot of POST /{proxy+} and POST /invoke says it is not',
      '!The draft authorizes POST /{proxy+} and POST /invoke otherwise than what is live: aigw deploy makes it live',
    ]);
  });

  it('given one method is open, then it is named', () => {
    const found = facts('on', custom);
    const methods = found.methods.map((each, place) =>
      place === 1 ? { ...each, live: open, draft: open } : each,
    );
    expect(texts({ ...found, methods })).toEqual([
      '!OPEN: the stack says authorization is on, the live snapshot of POST /invoke says it is not',
    ]);
  });

  it('given it is off, then that is dangerous on a public endpoint and a note on a private one', () => {
    expect(texts(facts('off', open))).toEqual([expect.stringMatching(/^Authorization is off/)]);
    const found = texts(facts('off', open, open, { gateway: { ...gateway, endpointType: 'EDGE' } }));
    expect(found[0]).toBe('!OPEN: the endpoint is EDGE, and whoever finds it may use the models');
  });

  it('given tenant keys are accepted that nobody checks, then everybody gets in who knows their form', () => {
    const live = { ...side, settings: { ...settings, tenantKeys: true } };
    const danger =
      '!OPEN: tenant keys are accepted by their form, and API Gateway is not asked to check them';
    expect(texts(facts('on', custom, custom, { live, draft: live }))).toEqual([danger]);
    const checked = { ...custom, apiKeyRequired: true };
    expect(texts(facts('on', checked, checked, { live, draft: live }))).toEqual([]);
  });

  it('given settings differ, then they are named', () => {
    const draft = {
      ...side,
      cacheSeconds: 5,
      settings: { ...settings, issuer: 'https://other', audiences: ['b'] },
    };
    expect(texts(facts('on', custom, custom, { draft }))).toEqual([
      '!The draft has another cache time, issuer, audience than what is live: aigw deploy makes it live',
    ]);
  });

  it('given the canary is open, or the version that is live is gone, then says so', () => {
    const canary: AuthorizerStatus['canary'] = { ...side, percent: 10 };
    const found = facts('on', custom, custom, { canary });
    const methods = found.methods.map((each) => ({ ...each, canary: open }));
    expect(texts({ ...found, methods })).toEqual([
      '!OPEN in the canary: POST /{proxy+} and POST /invoke asks for no authorization',
      'A canary takes 10 % of the requests',
    ]);
    const gone = { version: '9', deploymentId: 'd1', cacheSeconds: 300 };
    expect(texts(facts('on', custom, custom, { live: gone }))).toEqual([
      '!Version 9 of the authorizer does not exist: nobody gets in',
    ]);
  });

  it('given nobody can get in, then that is a note', () => {
    const live = { ...side, settings: settingsIn({}) };
    expect(texts(facts('on', custom, custom, { live, draft: live }))).toEqual([
      expect.stringMatching(/^Nobody gets in/),
    ]);
  });
});
