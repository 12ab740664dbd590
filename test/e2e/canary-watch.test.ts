import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let deployed: DeployedGateway;
const run = (...argv: string[]) => aigw(argv, { endpoint: local.url });

beforeAll(async () => {
  local = await startTestAws();
  deployed = await deployedGateway(local);
});
afterAll(() => local.aws.stop());

describe('stages, and what the next release would change', () => {
  it.each([
    ['aigw stage list', 'stage list'],
    ['aigw stage show', 'stage show v1'],
    ['aigw stage set', 'stage set --var mode=careful --rate 50'],
    ['aigw diff', 'diff --check'],
  ])('given %s, when `aigw %s --json` runs, then it prints what is documented', async (heading, argv) => {
    const result = await run(...argv.split(' '), '--json');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(breaches(await documentedMembers(heading), resultOf(result))).toEqual([]);
  });

  it.each([
    ['stage show v9', 3],
    ['stage set --var forwarder=1', 2],
    ['stage set --rate abc', 2],
    ['canary watch --steps 5,200', 2],
    ['canary watch --steps 25,5', 2],
    ['canary watch --max-p95 fast', 2],
    ['canary watch --max-error-rate 200%', 2],
    ['canary watch --every never', 2],
    ['canary watch', 4],
  ])('given `aigw %s`, then it is refused with exit %d', async (argv, code) => {
    expect(await run(...argv.split(' '))).toMatchObject({ code, stdout: '' });
  });
});

describe('aigw canary watch', () => {
  beforeAll(async () => {
    const { apis } = deployed.connection;
    const { apiId, stageName } = deployed.gateway;
    const stage = await apis.stage(apiId, stageName);
    const variableOverrides = { ...stage?.variables, mode: 'brave' };
    await apis.startCanary(apiId, stageName, { description: 'a canary', percent: 10, variableOverrides });
    await Promise.all(Array.from({ length: 20 }, () => fetch(`${deployed.url}/no/such/model`)));
  });

  it('given --json, then each line is a document as it is documented, the failure at the end included', async () => {
    const result = await run('canary', 'watch', '--every', '1s', '--for', '1s', '--json');
    expect(result).toMatchObject({ code: 8, stderr: '' });
    const lines = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event?: string });
    const members = await documentedMembers('aigw canary watch');
    expect(lines.slice(0, -1).flatMap((line) => breaches(members, line))).toEqual([]);
    expect(breaches(await documentedMembers('A failure'), lines.at(-1))).toEqual([]);
    expect(lines.map(({ event }) => event)).toEqual(expect.arrayContaining(['watching', 'figures', 'ended']));
  });

  it('given a pipe, then it gets lines without control characters', async () => {
    const result = await run('canary', 'watch', '--every', '1s', '--for', '1s');
    expect(result.code).toBe(8);
    expect(result.stdout).toMatch(
      /^\d\d:\d\d:\d\d {2}watching deployment \w+ against \w+: at 10 % since .*\n.* 10 % {2}not enough traffic to tell · /,
    );
    expect(result.stdout).not.toContain('\u001b');
  });

  it('given Ctrl-C, then it ends at once and says where the canary stays and how to go on', async () => {
    let asked = 0;
    const result = await aigw(['canary', 'watch', '--steps', '10,50'], {
      endpoint: local.url,
      onSpawn: (child) => {
        child.stdout?.once('data', () => {
          asked = Date.now();
          child.kill('SIGINT');
        });
      },
    });
    expect(Date.now() - asked).toBeLessThan(2_500);
    expect(result.code).toBe(130);
    expect(result.stderr).toMatch(
      /^Interrupted\. The canary is at 10 %: it stays there.*Run the same command again to go on\.\n$/,
    );
  });

  it('given access logs that are switched off, then it says so with the command that mends it', async () => {
    const other = await deployedGateway(local, { EnableAccessLogs: 'false' }, 'quiet');
    expect(other.stackName).toBe('quiet');
    const result = await run('canary', 'watch', '--stack', 'quiet');
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /no access log.*aigw deploy --stack quiet --param EnableAccessLogs=true/s,
      ),
    });
  });
});
