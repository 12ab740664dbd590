import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { loadAuthorizerCode } from '../../../src/cli/authorizer-code.js';
import { writeAuthorizerStarter } from '../../../src/cli/authorizer-starter.js';
import { derivedKey } from '../../../src/gateway/tenant/tenant-key.js';
import type { AuthorizerHandler } from '../../../templates/authorizer/authorizer.js';
import { METHOD_ARN, requestWith, STAGE_ARN } from '../../support/authorizer.js';

const ROOT = join(import.meta.dirname, '../../..');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aigw-starter-'));
});
afterEach(async () => {
  delete process.env['TENANT_KEY_SECRET'];
  await rm(folder, { recursive: true });
});

/** The starter as it would run, bundled and loaded. */
async function handlerIn(directory: string): Promise<AuthorizerHandler> {
  const { zip } = await loadAuthorizerCode(join(directory, 'index.ts'));
  const file = join(folder, 'bundled.cjs');
  await writeFile(file, unzipSync(zip)['index.js'] ?? '');
  return (createRequire(file)(file) as { handler: AuthorizerHandler }).handler;
}

const request = (token: string) => requestWith(token) as Parameters<AuthorizerHandler>[0];

describe('the starter of an own authorizer', () => {
  it('given no directory yet, is written there and refuses everybody', async () => {
    const files = await writeAuthorizerStarter(ROOT, join(folder, 'new/one'), false);
    expect(files.map((file) => file.slice(folder.length))).toEqual([
      '/new/one/index.ts',
      '/new/one/authorizer.d.ts',
      '/new/one/README.md',
    ]);
    const handler = await handlerIn(join(folder, 'new/one'));
    await expect(handler(request('any'))).rejects.toThrow(/^Unauthorized$/);
    await expect(handler({ ...request(''), headers: null })).rejects.toThrow(/^Unauthorized$/);
  });

  it('given a token that is filled in, lets its tenant into the whole stage, counted by the derived key', async () => {
    await writeAuthorizerStarter(ROOT, folder, false);
    const hash = createHash('sha256').update('the-token').digest('hex');
    const source = await readFile(join(folder, 'index.ts'), 'utf8');
    await writeFile(join(folder, 'index.ts'), source.replace('new Map([', `new Map([['${hash}', 'acme'],`));
    const handler = await handlerIn(folder);
    process.env['TENANT_KEY_SECRET'] = 'secret';
    expect(await handler(request('the-token'))).toEqual({
      principalId: 'acme',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${STAGE_ARN}/*` }],
      },
      context: { tenant: 'acme', method: 'custom' },
      usageIdentifierKey: derivedKey('secret', 'acme'),
    });
    await expect(handler({ ...request('another'), methodArn: METHOD_ARN })).rejects.toThrow(/^Unauthorized$/);
  });

  it('given one of the files, writes nothing; with force, replaces it', async () => {
    await writeFile(join(folder, 'README.md'), 'mine');
    await expect(writeAuthorizerStarter(ROOT, folder, false)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('mine');
    await expect(readFile(join(folder, 'index.ts'))).rejects.toThrow(/ENOENT/);
    await writeAuthorizerStarter(ROOT, folder, true);
    expect(await readFile(join(folder, 'README.md'), 'utf8')).not.toBe('mine');
  });
});
