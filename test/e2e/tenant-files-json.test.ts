import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aigw, resultOf } from '../support/aigw.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let folder: string;

beforeAll(async () => {
  local = await startTestAws();
  folder = await mkdtemp(join(tmpdir(), 'aigw-files-'));
  await writeFile(join(folder, 'one.csv'), 'id,rate,quota,tags\nacme,10,100/day,team=a\nother,5,,\n');
  await writeFile(join(folder, 'two.yaml'), 'tenants:\n  - { id: acme, rate: 20, suspended: true }\n');
  expect(await aigw(['deploy', '--yes', '--require-api-key'], { endpoint: local.url })).toMatchObject({
    code: 0,
  });
});
afterAll(async () => {
  await local.aws.stop();
  await rm(folder, { recursive: true });
});

const cases: readonly (readonly [heading: string, argv: string, code?: number])[] = [
  ['aigw tenant import', 'tenant import one.csv --keys-out keys.csv'],
  ['aigw tenant diff', 'tenant diff one.csv'],
  ['aigw tenant diff', 'tenant diff two.yaml', 8],
  ['aigw tenant sync', 'tenant sync two.yaml --prune --yes'],
  ['aigw tenant export', 'tenant export --format yaml'],
  ['aigw tenant usage', 'tenant usage'],
  ['aigw plan create', 'plan create gold --rate 50 --quota 9/week'],
  ['aigw plan create', 'plan set gold --burst 99'],
  ['aigw plan show', 'plan show gold'],
  ['aigw plan list', 'plan list'],
  ['aigw plan remove', 'plan remove gold --yes'],
  ['A failure', 'plan show gold', 3],
];

describe('docs/json-output.md', () => {
  it.each(cases)(
    'given %s, when `aigw %s --json` runs, then it prints what is documented',
    async (heading, argv, code = 0) => {
      const run = await aigw([...argv.split(' '), '--json'], { endpoint: local.url, cwd: folder });
      expect(run).toMatchObject({ code, stderr: '' });
      expect(breaches(await documentedMembers(heading), resultOf(run))).toEqual([]);
    },
  );

  it('given an import with --keys-out, then the file is for its owner alone', async () => {
    expect((await stat(join(folder, 'keys.csv'))).mode & 0o777).toBe(0o600);
  });
});
