import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProjectSettings } from '../../../src/cli/project-settings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aigw-settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('readProjectSettings', () => {
  it('given a file in a folder above, then reads it', async () => {
    await writeFile(join(folder, 'aigw.yaml'), 'stack: mine\nparameters: { ThrottleRateLimit: 50 }\n');
    await mkdir(join(folder, 'deep/er'), { recursive: true });
    const settings = await readProjectSettings(join(folder, 'deep/er'));
    expect(settings).toMatchObject({ stack: 'mine', parameters: { ThrottleRateLimit: '50' }, tags: {} });
  });

  it('given no file, then empty settings', async () => {
    expect(await readProjectSettings(folder)).toEqual({ parameters: {}, tags: {} });
  });

  it.each([
    ['broken YAML', 'stack: [', /cannot be used/],
    ['an unknown setting', 'stak: mine', /cannot be used/],
    ['a list instead of a map', '- stack', /cannot be used/],
    ['a nested parameter', 'parameters: { A: { b: 1 } }', /cannot be used/],
  ])('given %s, then a usage failure that names the file', async (_what, text, message) => {
    await writeFile(join(folder, 'aigw.yaml'), text);
    await expect(readProjectSettings(folder)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
    });
  });
});
