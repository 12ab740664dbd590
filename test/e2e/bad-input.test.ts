import { ListStacksCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aigw, type AigwOptions } from '../support/aigw.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let folder: string;
let html: Server;

beforeAll(async () => {
  local = await startTestAws();
  folder = await mkdtemp(join(tmpdir(), 'aigw-bad-input-'));
  await writeFile(join(folder, 'broken.yaml'), 'EndpointType: [');
  html = createServer((_request, response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>');
  }).listen(0, '127.0.0.1');
});

afterAll(async () => {
  await local.aws.stop();
  html.close();
  await rm(folder, { recursive: true });
});

interface Case {
  readonly given: string;
  readonly argv: readonly string[];
  readonly options?: () => AigwOptions;
  readonly code: number;
  /** What the one message must say. */
  readonly says: RegExp;
}

const yes = ['deploy', '--yes'];
const cases: readonly Case[] = [
  { given: 'an unknown flag', argv: [...yes, '--colour'], code: 2, says: /Nonexistent flag: --colour/ },
  { given: 'an unknown command', argv: ['deplyo'], code: 2, says: /deplyo/ },
  {
    given: 'an unknown parameter',
    argv: [...yes, '--param', 'EnableAuthoriser=true'],
    code: 2,
    says: /EnableAuthoriser is not a parameter.*Did you mean EnableAuthorizer/s,
  },
  {
    given: 'a value that is not allowed',
    argv: [...yes, '--endpoint-type', 'PUBLIC'],
    code: 2,
    says: /EndpointType must be PRIVATE, REGIONAL or EDGE/,
  },
  {
    given: 'a parameter that is not Key=Value',
    argv: [...yes, '--param', 'nonsense'],
    code: 2,
    says: /not Key=Value/,
  },
  {
    given: 'a missing parameter file',
    argv: [...yes, '--param-file', 'no-such-file.yaml'],
    code: 2,
    says: /no-such-file\.yaml cannot be used/,
  },
  {
    given: 'a malformed parameter file',
    argv: [...yes, '--param-file', 'broken.yaml'],
    options: () => ({ cwd: folder }),
    code: 2,
    says: /broken\.yaml cannot be used/,
  },
  {
    given: 'REGIONAL without authorization',
    argv: [...yes, '--endpoint-type', 'REGIONAL'],
    code: 2,
    says: /EnableAuthorizer must be true.*--authorizer/s,
  },
  {
    given: 'EDGE without authorization',
    argv: [...yes, '--endpoint-type', 'EDGE'],
    code: 2,
    says: /EnableAuthorizer must be true/,
  },
  {
    given: 'a bad stack name',
    argv: [...yes, '--stack', 'my_stack'],
    code: 2,
    says: /"my_stack" cannot be the name of a stack/,
  },
  {
    given: 'a word that is no region',
    argv: [...yes, '--region', 'frankfurt'],
    code: 2,
    says: /"frankfurt" is not the name of an AWS region/,
  },
  {
    given: 'no region at all',
    argv: yes,
    options: () => ({ env: { AWS_REGION: undefined } }),
    code: 2,
    says: /No AWS region is set/,
  },
  {
    given: 'another region than the stack is in',
    argv: ['status', '--region', 'eu-west-1'],
    code: 3,
    says: /no stack bedrock-llm-gateway in eu-west-1/,
  },
  { given: 'nobody to approve', argv: ['deploy'], code: 2, says: /nobody to ask.*--yes/s },
  {
    given: 'nobody to confirm',
    argv: ['destroy'],
    code: 2,
    says: /nobody to ask.*--confirm bedrock-llm-gateway/s,
  },
  {
    given: 'a change set that is not there',
    argv: [...yes, '--execute', 'nothing'],
    code: 3,
    says: /no change set nothing/,
  },
  {
    given: 'no credentials',
    argv: yes,
    options: () => ({ env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } }),
    code: 5,
    says: /No AWS credentials were found.*aws sso login/s,
  },
  {
    given: 'an unknown profile',
    argv: [...yes, '--profile', 'nobody'],
    options: () => ({ env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } }),
    code: 5,
    says: /profile/i,
  },
  {
    given: 'expired credentials',
    argv: yes,
    options: () => ({
      env: { AWS_ACCESS_KEY_ID: 'expired', AWS_SECRET_ACCESS_KEY: 'expired', AWS_SESSION_TOKEN: 'expired' },
    }),
    code: 5,
    says: /have expired.*AWS request id/s,
  },
  {
    given: 'credentials AWS does not know',
    argv: yes,
    options: () => ({ env: { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN', AWS_SECRET_ACCESS_KEY: 'x' } }),
    code: 5,
    says: /does not accept these credentials/,
  },
  {
    given: 'a wrong secret',
    argv: yes,
    options: () => ({ env: { AWS_SECRET_ACCESS_KEY: 'wrong' } }),
    code: 5,
    says: /does not accept these credentials/,
  },
  {
    given: 'nothing listening',
    argv: yes,
    options: () => ({ endpoint: 'http://127.0.0.1:9' }),
    code: 9,
    says: /could not be reached/,
  },
  {
    given: 'a host name that does not resolve',
    argv: yes,
    options: () => ({ endpoint: 'http://aws.invalid' }),
    code: 9,
    says: /cannot be resolved/,
  },
  {
    given: 'AWS answering HTML',
    argv: yes,
    options: () => ({ endpoint: `http://127.0.0.1:${(html.address() as AddressInfo).port}` }),
    code: 9,
    says: /not what AWS sends|AWS answered HTTP 502/,
  },
  {
    given: 'the local AWS is not running',
    argv: ['status', '--local'],
    code: 9,
    says: /local AWS is not running.*aigw local start/s,
  },
];

describe('bad input', () => {
  it.each(cases)(
    'given $given, then exit $code with one clear message',
    async ({ argv, options, code, says }) => {
      const run = await aigw(argv, { endpoint: local.url, ...options?.() });
      expect(run).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
      expect(run.stderr.match(/^✖ (?!Planning)/gm)).toHaveLength(1);
      expect(run.stderr).not.toMatch(/^\s+at .+:\d+:\d+/m);
    },
  );

  it('given --json, then the failure is JSON on stdout with its kind and exit code', async () => {
    const run = await aigw([...yes, '--endpoint-type', 'EDGE', '--json'], { endpoint: local.url });
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: { kind: 'usage', exitCode: 2, next: ['Add --authorizer', 'aigw template --parameters'] },
    });
    expect(run).toMatchObject({ code: 2, stderr: '' });
  });

  it('given all of the above, then nothing was made', async () => {
    const { StackSummaries } = await new CloudFormationClient(local.client).send(new ListStacksCommand({}));
    expect(StackSummaries ?? []).toEqual([]);
  });
});
