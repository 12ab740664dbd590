import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRequestPath } from '../../../../src/functions/forwarder/request-path.js';
import { proxyEvent } from '../../../support/forwarder.js';

describe('the path to ask Bedrock for', () => {
  it.each([
    [
      'a model id with a colon, as boto3 sends it',
      '/model/amazon.nova-lite-v1%3A0/converse',
      ['model', 'amazon.nova-lite-v1:0', 'converse'],
    ],
    [
      'the same, as curl sends it',
      '/model/amazon.nova-lite-v1:0/converse',
      ['model', 'amazon.nova-lite-v1:0', 'converse'],
    ],
    [
      'an ARN with an encoded slash',
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.a.b/invoke',
      ['model', 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b', 'invoke'],
    ],
    ['a trailing slash', '/sessions/', ['sessions']],
    ['an escape of an escape, decoded once', '/model/a%253Ab/invoke', ['model', 'a%3Ab', 'invoke']],
  ])('given %s, keeps its encoding', (_, path, segments) => {
    expect(readRequestPath(proxyEvent({ path }))).toEqual({ encoded: path, segments });
  });

  it.each([
    ['the base path of a custom domain', '/ai'],
    ['the stage, where the mapping names none', '/v1'],
    ['base path and stage', '/ai/v1'],
    ['a base path that looks like the path itself', '/model'],
  ])('given %s before it in event.path, drops that', (_, before) => {
    const proxy = 'model/a:0/invoke';
    const event = proxyEvent({ path: `${before}/model/a%3A0/invoke`, pathParameters: { proxy } });
    expect(readRequestPath(event).encoded).toBe('/model/a%3A0/invoke');
  });

  it('given a base path and an ARN whose slash is encoded, still finds where the path begins', () => {
    const path = '/ai/model/arn%3Aaws%3Abedrock%3A%3A%3Afoundation-model%2Fa.b/invoke';
    const proxy = 'model/arn:aws:bedrock:::foundation-model/a.b/invoke';
    expect(readRequestPath(proxyEvent({ path, pathParameters: { proxy } })).encoded).toBe(path.slice(3));
  });

  it.each([
    '/model/../admin',
    '/model/%2e%2e/admin',
    '/model/%2E%2E%2Fadmin/converse',
    '/model/./a/converse',
    '/model//converse',
    '//model/a/converse',
    '/model/a%5Cb/converse',
    '/model/a%00b/converse',
    '/model/a%0D%0AHost%3Aevil/converse',
    '/model/a\r\nHost: evil/converse',
    '/model/a b/converse',
    '/model/a?b/converse',
    '/model/a#b/converse',
    '/model/%zz/converse',
    '/model/%/converse',
    '/model/%ff%fe/converse',
    '/modèl/a/converse',
    'model/a/converse',
    '',
    '/',
    'http://evil.example/model/a/converse',
  ])('given %j, is refused with 400', (path) => {
    expect(() => readRequestPath(proxyEvent({ path }))).toThrow(expect.objectContaining({ statusCode: 400 }));
  });

  it('given any segments, comes back as they were sent, or is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (segments) => {
        const path = `/${segments.map(encodeURIComponent).join('/')}`;
        try {
          expect(readRequestPath(proxyEvent({ path }))).toMatchObject({ encoded: path });
        } catch (error) {
          expect(error).toMatchObject({ statusCode: 400 });
        }
      }),
      { verbose: 1 },
    );
  });
});
