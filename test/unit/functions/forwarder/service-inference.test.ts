import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inferService } from '../../../../src/functions/forwarder/service-inference.js';

/** Method and path of every operation of Bedrock's services, from botocore 1.43.11's models. */
const OPERATIONS = JSON.parse(
  readFileSync(new URL('./bedrock-operations.json', import.meta.url), 'utf8'),
) as Record<string, string[]>;

const EVERY = Object.entries(OPERATIONS).flatMap(([service, operations]) =>
  operations.map((operation) => ({ service, operation })),
);

describe('the service that a path means', () => {
  it('of every operation that botocore knows, is the right one or none', () => {
    const wrong = EVERY.map(({ service, operation }) => {
      const [method = '', template = ''] = operation.split(' ');
      const path = template.replace(/\{[^}]+\}/g, 'ABCDEFGHIJ');
      return { service, operation, inferred: inferService(method, path) };
    }).filter(({ service, inferred }) => inferred !== undefined && inferred !== service);

    expect(EVERY.length).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
  });

  it('of every operation of the runtime services is found, but for the few that other services share', () => {
    const missed = EVERY.filter(({ service }) => /^bedrock(-agent)?-runtime$/.test(service)).filter(
      ({ operation }) => {
        const [method = '', template = ''] = operation.split(' ');
        return inferService(method, template.replace(/\{[^}]+\}/g, 'ABCDEFGHIJ')) === undefined;
      },
    );

    expect(missed.map(({ operation }) => operation).sort()).toEqual([
      'DELETE /tags/{resourceArn}',
      'GET /tags/{resourceArn}',
      'POST /agents/{sessionId}',
      'POST /tags/{resourceArn}',
    ]);
  });

  it.each([
    ['POST', '/model/anthropic.claude-3%3A0/invoke', 'bedrock-runtime'],
    [
      'POST',
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fa.b/converse-stream',
      'bedrock-runtime',
    ],
    ['POST', '/guardrail/gr1/version/1/apply', 'bedrock-runtime'],
    ['POST', '/guardrail-checks/invoke', 'bedrock-runtime'],
    ['GET', '/async-invoke', 'bedrock-runtime'],
    ['POST', '/openai/v1/chat/completions', 'bedrock-runtime'],
    ['GET', '/foundation-models', 'bedrock'],
    ['GET', '/foundation-models/amazon.nova-lite-v1%3A0', 'bedrock'],
    ['GET', '/inference-profiles', 'bedrock'],
    ['GET', '/guardrails/gr1', 'bedrock'],
    ['POST', '/knowledgebases/KB12345678/retrieve', 'bedrock-agent-runtime'],
    ['POST', '/retrieveAndGenerate', 'bedrock-agent-runtime'],
    ['POST', '/agents/A/agentAliases/B/sessions/C/text', 'bedrock-agent-runtime'],
    ['PUT', '/sessions/', 'bedrock-agent-runtime'],
    ['POST', '/flows/F/aliases/A', 'bedrock-agent-runtime'],
    ['POST', '/runtimes/arn/invocations', 'bedrock-agentcore'],
    ['POST', '/v1/responses', 'bedrock-mantle'],
    ['POST', '/anthropic/v1/messages', 'bedrock-mantle'],
  ])('%s %s belongs to %s', (method, path, service) => {
    expect(inferService(method, path)).toBe(service);
  });

  it.each([
    '/',
    '/models',
    '/modelx/a/invoke',
    '/foo/model/a/invoke',
    '/model%2Fa%2Finvoke',
    '/%6dodel/a/invoke',
  ])('of %s is not guessed', (path) => {
    expect(inferService('POST', path)).toBeUndefined();
  });
});
