import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  diskFiles,
  readStateFile,
  serializeStates,
  stateFilePath,
  writeStateFile,
  type StateFiles,
} from '../../../src/local/persistence/state-file.js';
import { lockStateDirectory } from '../../../src/local/persistence/state-lock.js';
import { State } from '../../../src/local/state.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aigw-state-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function statesWith(value: unknown): Map<string, State> {
  const state = new State();
  state.table('things').set('a', value);
  return new Map([['us-east-1', state]]);
}

async function readValue(): Promise<unknown> {
  return (await readStateFile(directory)).get('us-east-1')?.table('things').get('a');
}

describe('given a state directory', () => {
  it('when there is no file yet, then the state is empty', async () => {
    expect((await readStateFile(directory)).size).toBe(0);
  });

  it('when a state was written, then it is read back whole', async () => {
    const value = { when: new Date(5), code: new Uint8Array([1, 2]), tags: new Map([['k', 'v']]) };
    await writeStateFile(directory, serializeStates(statesWith(value)));
    expect(await readValue()).toEqual(value);
  });

  it('when only its owner should read it, then its mode says so', async () => {
    await writeStateFile(directory, serializeStates(statesWith('secret')));
    expect(await readdir(directory)).toEqual(['state.json']);
  });
});

/** A disk on which one step fails, or the process dies half-way through writing. */
function failingDisk(step: 'write' | 'half-written' | 'rename'): StateFiles {
  const crash = () => Promise.reject(new Error(`crash at ${step}`));
  return {
    read: diskFiles.read,
    async write(path, text) {
      if (step === 'write') return crash();
      if (step === 'half-written') {
        await diskFiles.write(path, text.slice(0, text.length / 2));
        return crash();
      }
      return diskFiles.write(path, text);
    },
    rename: (from, to) => (step === 'rename' ? crash() : diskFiles.rename(from, to)),
  };
}

describe('given a state that was saved before', () => {
  it.each(['write', 'half-written', 'rename'] as const)(
    'when saving a new one crashes at "%s", then the old one is whole, and the next save succeeds',
    async (step) => {
      await writeStateFile(directory, serializeStates(statesWith('old')));
      await expect(
        writeStateFile(directory, serializeStates(statesWith('new')), failingDisk(step)),
      ).rejects.toThrow('crash');
      expect(await readValue()).toBe('old');
      await writeStateFile(directory, serializeStates(statesWith('newer')));
      expect(await readValue()).toBe('newer');
    },
  );
});

describe('given a file that cannot be used', () => {
  it.each([
    ['cut short', '{"format":"aigw-local-aws","version":1,"reg', 'is damaged'],
    ['empty', '', 'is damaged'],
    ['not an object', '5', 'is damaged'],
    ['another program’s', '{"a":1}', 'is not a state file'],
    [
      'of another version',
      '{"format":"aigw-local-aws","version":99,"regions":{}}',
      'another version of aigw',
    ],
    [
      'with a table that is none',
      '{"format":"aigw-local-aws","version":1,"regions":{"r":{"t":5}}}',
      'is damaged',
    ],
    ['without regions', '{"format":"aigw-local-aws","version":1}', 'is damaged'],
  ])('when it is %s, then the error says so and the file is left alone', async (_name, content, expected) => {
    await writeFile(stateFilePath(directory), content);
    await expect(readStateFile(directory)).rejects.toThrow(expected);
    expect(await readFile(stateFilePath(directory), 'utf8')).toBe(content);
  });
});

describe('given a directory that a local AWS uses', () => {
  it('when another living process has the lock, then it is refused', async () => {
    await writeFile(join(directory, 'state.lock'), String(process.ppid));
    await expect(lockStateDirectory(directory)).rejects.toThrow(`process ${String(process.ppid)}`);
  });

  it('when the process that had the lock is gone, then it is taken over and given back', async () => {
    await writeFile(join(directory, 'state.lock'), '999999999');
    const unlock = await lockStateDirectory(directory);
    await unlock();
    expect(await readdir(directory)).toEqual([]);
  });
});
