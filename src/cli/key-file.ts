import { Flags } from '@oclif/core';
import { access, writeFile } from 'node:fs/promises';
import { GatewayError } from '../gateway/errors.js';

/** Flags of commands that make a key. */
export const keyFlags = {
  'key-file': Flags.string({
    description: 'Write the key to this new file, which only you can read, instead of showing it.',
    env: 'AIGW_KEY_FILE',
    helpValue: 'FILE',
  }),
  'show-key': Flags.boolean({ description: 'With --json: print the key itself too.' }),
  wait: Flags.boolean({ description: 'Wait until the gateway takes the key.', env: 'AIGW_WAIT' }),
};

/** @throws GatewayError `usage` where the file is there: a key never takes another's place */
export async function assertNewFile(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw isThereAlready(file);
}

/** Writes a key to a new file that only its owner can read. @throws GatewayError `usage` */
export async function writeKeyFile(file: string, value: string, tenantId: string): Promise<void> {
  try {
    await writeFile(file, `${value}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw isThereAlready(file);
    throw new GatewayError('usage', `The key could not be written to ${file}.`, {
      reason: error instanceof Error ? error.message : undefined,
      next: [`aigw tenant key ${tenantId} --key-file ANOTHER_FILE`],
    });
  }
}

function isThereAlready(file: string): GatewayError {
  return new GatewayError('usage', `The file ${file} is there already.`, {
    reason: 'A key is never written over something else.',
    next: ['--key-file ANOTHER_FILE'],
  });
}
