import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { breaches, documentedMembers } from '../support/json-contract.js';

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'aigw-init-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true });
});

describe('aigw authorizer init', () => {
  it('given an empty directory, writes the starter and says what to type next', async () => {
    const run = await aigw(['authorizer', 'init'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('--code authorizer/index.ts') });
    expect(run.stdout.trim().split('\n')).toEqual(
      ['index.ts', 'authorizer.d.ts', 'README.md'].map((file) => join('authorizer', file)),
    );
    expect((await readdir(join(cwd, 'authorizer'))).sort()).toEqual([
      'README.md',
      'authorizer.d.ts',
      'index.ts',
    ]);
  });

  it('given it again, is refused; with --force and --json, prints what is documented', async () => {
    expect(await aigw(['authorizer', 'init'], { cwd })).toMatchObject({ code: 4, stdout: '' });
    const run = await aigw(['authorizer', 'init', '--force', '--json'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(breaches(await documentedMembers('aigw authorizer init'), resultOf(run))).toEqual([]);
  });
});
