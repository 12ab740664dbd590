import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { aigw, type AigwRun } from '../support/aigw.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const own = '/aws/aigw/bedrock-llm-gateway';
const attack = '\u001b[2J\u009b31m\u202eevil\u0007 \ud800';
let local: RunningTestAws;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  local = await startTestAws();
  client = new CloudWatchLogsClient(local.client);
  await aigw(['deploy', '--yes'], { endpoint: local.url });
  await put(`${own}/access`, Date.now() - 5_000, [accessLine('r1', '200'), accessLine('r2', '503')]);
  await put(`${own}/forwarder`, Date.now() - 5_001, [forwarderLine('r1')]);
  await put(`${own}/authorizer`, Date.now() - 6_000, [attack]);
}, 60_000);

afterAll(async () => {
  await local.aws.stop();
});

function accessLine(id: string, status: string): string {
  const fields = {
    requestId: id,
    extendedRequestId: `${id}=`,
    time: '1',
    stage: 'v1',
    isCanaryRequest: 'false',
    status,
  };
  return JSON.stringify({
    ...fields,
    responseLatency: '812',
    tenant: 'acme',
    apiKeyId: 'k1',
    path: '/v1/model/m/converse',
  });
}

function forwarderLine(id: string): string {
  const ids = { requestId: id, extendedRequestId: `${id}=`, lambdaRequestId: 'l' };
  return JSON.stringify({
    ...ids,
    status: 200,
    modelId: 'amazon.nova-lite-v1:0',
    inputTokens: 3,
    outputTokens: 4,
  });
}

async function put(logGroupName: string, timestamp: number, messages: readonly string[]): Promise<void> {
  const stream = { logGroupName, logStreamName: `s${timestamp}` };
  await client.send(new CreateLogStreamCommand(stream));
  const logEvents = messages.map((message) => ({ timestamp, message }));
  await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
}

interface Line {
  readonly type: string;
  readonly requestId?: string;
  readonly message?: string;
  readonly model?: string;
  readonly lines?: number;
}

const linesOf = ({ stdout }: AigwRun) =>
  stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
const tail = (argv: readonly string[], onSpawn?: (child: ChildProcess) => void) =>
  aigw(['logs', 'tail', ...argv], { endpoint: local.url, onSpawn });

describe('aigw logs tail', () => {
  it('given --json, then each line is a document as documented, joined and exact, and the last one says how complete it was', async () => {
    const run = await tail(['--json', '--source', 'access,authorizer']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const documents = linesOf(run);
    const last = documents.at(-1);
    expect(last).toMatchObject({ type: 'completeness', lines: 3 });
    expect(documents.find(({ requestId }) => requestId === 'r1')?.model).toBe('amazon.nova-lite-v1:0');
    expect(documents.map(({ message }) => message)).toContain(attack);
    expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const members = await documentedMembers('aigw logs tail');
    for (const document of documents.slice(0, -1)) expect(breaches(members, document)).toEqual([]);
    expect(breaches(await documentedMembers('aigw logs tail, last line'), last)).toEqual([]);
  });

  it('given a pipe without --json, then lines are JSON too, and completeness is told beside them', async () => {
    const run = await tail(['--status', '5xx', '--tenant', 'acme']);
    expect(linesOf(run).map(({ requestId }) => requestId)).toEqual(['r2']);
    expect(run.stderr).toMatch(/^1 line of \d+ events · 0 late · 0 duplicates removed · no gaps\n$/);
  });

  it('given a reader that goes away, then it ends quietly', async () => {
    const run = await tail([], (child) => {
      child.stdout?.once('data', () => child.stdout?.destroy());
    });
    expect(run.code).toBe(0);
    expect(run.stderr).not.toMatch(/EPIPE|bug/);
  });

  it.each([['Live Tail'], ['polling']])(
    'given --follow by %s, when a line comes and then Ctrl-C, then it was shown, and it ends with the meter and exit 0',
    async (way) => {
      const asked = [
        '--follow',
        '--since',
        '1s',
        '--source',
        'execution,authorizer',
        ...(way === 'polling' ? ['--poll'] : []),
      ];
      const message = `while following by ${way}`;
      let interruptedAt = 0;
      const run = await tail(asked, (child) => {
        const timer = setTimeout(() => void put(`${own}/authorizer`, Date.now(), [message]), 1_500);
        child.stdout?.on('data', (text: string) => {
          if (!text.includes(message)) return;
          clearTimeout(timer);
          interruptedAt = Date.now();
          child.kill('SIGINT');
        });
      });
      expect(run.code).toBe(0);
      expect(linesOf(run).map((line) => line.message)).toEqual([message]);
      expect(run.stderr).toContain('1 line of 1 event · 0 late');
      // A quarter of a second, on a machine ten times busier.
      expect(Date.now() - interruptedAt).toBeLessThan(2_500);
    },
    30_000,
  );

  it.each([
    [['--status', 'bad'], 2, /"bad" is not a status/],
    [['--since', 'yesterday'], 2, /"yesterday" is not a time/],
    [['--filter', 'a@b'], 2, /Invalid character/],
    [['--stack', 'none'], 3, /no stack none/],
  ])('given %j, then it exits %i and says why', async (argv, code, said) => {
    const run = await tail(argv);
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(said);
  });

  it('given the access log group is gone, when asked for it, then the command that makes it', async () => {
    await client.send(new DeleteLogGroupCommand({ logGroupName: `${own}/access` }));
    const run = await tail(['--source', 'access']);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(`aws logs create-log-group --log-group-name ${own}/access`);
  });
});
