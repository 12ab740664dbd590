import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { loadAuthorizerCode } from '../../../src/cli/authorizer-code.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aigw-code-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** What a runtime finds in an uploaded zip. */
async function loaded(zip: Uint8Array): Promise<Record<string, unknown>> {
  const path = await file('unpacked/index.js', unzipSync(zip)['index.js'] ?? '');
  return createRequire(path)(path) as Record<string, unknown>;
}

const TYPESCRIPT = `
import { principal } from './principal.js';
export const handler = async (event: { methodArn: string }) => ({ principalId: principal(event.methodArn) });
export const somethingElse = 1;
`;
const PRINCIPAL = 'export function principal(arn: string): string { return `who called ${arn}`; }';

describe('the code of an authorizer of the operator', () => {
  it('given TypeScript of several files, bundles one index.js that exports the handler', async () => {
    await file('principal.ts', PRINCIPAL);
    const { zip, codeSha256 } = await loadAuthorizerCode(await file('mine.ts', TYPESCRIPT));
    expect(Object.keys(unzipSync(zip))).toEqual(['index.js']);
    const { handler, ...others } = await loaded(zip);
    expect(others).toEqual({});
    expect(await (handler as (event: object) => Promise<object>)({ methodArn: 'arn' })).toEqual({
      principalId: 'who called arn',
    });
    expect(codeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
  });

  it('given the same sources in another folder, gives the same bytes', async () => {
    await file('one/principal.ts', PRINCIPAL);
    await file('two/deeper/principal.ts', PRINCIPAL);
    const one = await loadAuthorizerCode(await file('one/index.ts', TYPESCRIPT));
    const two = await loadAuthorizerCode(await file('two/deeper/index.ts', TYPESCRIPT));
    expect(two.codeSha256).toBe(one.codeSha256);
  });

  it.each([
    ['index.js', 'exports.handler = async () => ({});'],
    ['index.cjs', 'module.exports = { handler: async () => ({}) };'],
    ['index.mjs', 'export async function handler() { return {}; }'],
    ['index.mts', "export * from './handler.mjs';"],
  ])('given %s, takes it', async (name, code) => {
    await file('handler.mts', 'export async function handler() { return {}; }');
    const { zip } = await loadAuthorizerCode(await file(name, code));
    const { handler } = await loaded(zip);
    expect(await (handler as () => Promise<object>)()).toEqual({});
  });

  it('given code that would do something when loaded, does not run it', async () => {
    const mark = join(folder, 'ran');
    const code = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); exports.handler = async () => ({});`;
    const { zip } = await loadAuthorizerCode(await file('index.cjs', code));
    await expect(rm(mark)).rejects.toThrow(/ENOENT/);
    await loaded(zip);
    await rm(mark);
  });

  it('given a zip, takes it as it is', async () => {
    const bytes = zipSync({ 'index.mjs': strToU8('export const handler = 1'), 'lib/a.js': strToU8('') });
    const { zip, codeSha256 } = await loadAuthorizerCode(await file('mine.ZIP', bytes));
    expect(Buffer.from(zip).equals(bytes)).toBe(true);
    expect(codeSha256).toBe(createHash('sha256').update(bytes).digest('base64'));
  });

  it.each<[string, string, string | Uint8Array, RegExp]>([
    ['a zip without an entry', 'a.zip', zipSync({ 'folder/index.js': strToU8('') }), /none of index\.js/],
    ['a zip that is none', 'a.zip', 'not a zip', /not a zip/],
    ['another kind of file', 'a.py', 'def handler(): pass', /neither a zip nor one of \.ts/],
    ['no handler', 'a.ts', 'export const authorize = () => ({});', /nothing that is named handler/],
    ['a handler that is not exported', 'a.ts', 'const handler = 1;\nexport const x = handler;', /handler/],
    ['a syntax error', 'a.ts', 'export const handler = (', /a\.ts:1: /],
    [
      'an import that is missing',
      'a.ts',
      "import 'no-such-package'; export const handler = 1;",
      /no-such-package/,
    ],
  ])('given %s, says what is wrong with it', async (_, name, content, reason) => {
    await expect(loadAuthorizerCode(await file(name, content))).rejects.toMatchObject({
      kind: 'usage',
      reason: expect.stringMatching(reason),
    });
  });

  it('given no esbuild, says so and asks for a zip', async () => {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [join(import.meta.dirname, '../../../src/cli/authorizer-code.ts')],
      outfile: join(folder, 'load.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['esbuild'],
    });
    const source = await file('mine.ts', TYPESCRIPT);
    const script = `import('./load.mjs').then((m) => m.loadAuthorizerCode(${JSON.stringify(source)}))
      .catch(({ kind, reason, next }) => console.log(JSON.stringify({ kind, reason, next })))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'usage',
      reason: expect.stringMatching(/esbuild/),
      next: [expect.stringMatching(/zip/), expect.anything()],
    });
  });

  it('given no such file, says so', async () => {
    await expect(loadAuthorizerCode(join(folder, 'none.ts'))).rejects.toMatchObject({
      kind: 'usage',
      reason: expect.stringMatching(/ENOENT/),
    });
  });
});
