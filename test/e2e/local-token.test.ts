import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { aigw, resultOf } from '../support/aigw.js';
import { breaches, documentedMembers } from '../support/json-contract.js';

let home: string;

function run(argv: string) {
  return aigw(argv.split(' '), { env: { XDG_STATE_HOME: home } });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aigw-token-'));
  await run('local start --detach --port 0');
});
afterAll(async () => {
  await run('local stop');
  await rm(home, { recursive: true });
});

describe('aigw local token', () => {
  it('given a tenant, prints the token alone, and what it holds beside it', async () => {
    const { code, stdout, stderr } = await run(
      'local token --tenant acme --audience a --audience b --ttl 15m',
    );
    expect(code).toBe(0);
    const claims = decodeJwt(stdout.trim());
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(claims).toMatchObject({ sub: 'acme', aud: ['a', 'b'], exp: (claims.iat ?? 0) + 900 });
    expect(stderr).toMatch(/Issuer +http:\/\/127\.0\.0\.1:\d+\/_aws\/aigw\/issuer, RS256\n +sub +acme\n/);
    expect(stderr).not.toContain(stdout.trim().slice(-20));
  });

  it('given --json, prints what is documented', async () => {
    const output = await run(
      'local token --tenant acme --claim level=3 --claim tier=gold --algorithm ES384 --json',
    );
    const result = resultOf<{ claims: object }>(output);
    expect(output).toMatchObject({ code: 0, stderr: '' });
    expect(result.claims).toMatchObject({ level: 3, tier: 'gold' });
    expect(breaches(await documentedMembers('aigw local token'), result)).toEqual([]);
  });

  it.each([
    ['a tenant that is none', 'local token --tenant Acme', 2],
    ['a claim without a value', 'local token --tenant acme --claim x', 2],
    ['no local AWS on that port', 'local token --tenant acme --port 1', 9],
  ])('given %s, says so', async (_, argv, code) => {
    const output = await run(argv);
    expect(output).toMatchObject({ code, stdout: '' });
    expect(output.stderr).toMatch(/^✖ /);
  });
});
