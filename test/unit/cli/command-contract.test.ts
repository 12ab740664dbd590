import { describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Commands, arguments, flags and environment variables are a contract: scripts name them. A change shows here as a difference of
 * `command-contract.txt`; where it is meant, run this test with AIGW_UPDATE_CONTRACT=1 and commit what it writes.
 */
const contractFile = join(import.meta.dirname, 'command-contract.txt');
const manifestFile = join(import.meta.dirname, '../../../oclif.manifest.json');

interface Flag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly env?: string;
  readonly allowNo?: boolean;
  readonly multiple?: boolean;
  readonly options?: readonly string[];
}

interface Command {
  readonly args: Readonly<
    Record<string, { readonly name: string; readonly required?: boolean; readonly options?: string[] }>
  >;
  readonly flags: Readonly<Record<string, Flag>>;
}

describe('the command line', () => {
  it('given the commands as they are built, then no command, argument, flag or variable differs from the contract', async () => {
    const { commands } = JSON.parse(await readFile(manifestFile, 'utf8')) as {
      commands: Record<string, Command>;
    };
    const actual = Object.entries(commands)
      .flatMap(([id, command]) => linesOf(`aigw ${id.replaceAll(':', ' ')}`, command))
      .sort()
      .join('\n');
    if (process.env['AIGW_UPDATE_CONTRACT']) await writeFile(contractFile, `${actual}\n`);
    expect(actual.split('\n')).toEqual((await readFile(contractFile, 'utf8')).trim().split('\n'));
  });
});

function linesOf(command: string, { args, flags }: Command): string[] {
  const ofArgs = Object.values(args).map(
    (arg) =>
      `${command} ${arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`}${choice(arg.options)}`,
  );
  return [command, ...ofArgs, ...Object.values(flags).map((flag) => `${command} ${flagText(flag)}`)];
}

function flagText({ name, type, char, env, allowNo, multiple, options }: Flag): string {
  const value = type === 'option' ? `=${options ? options.join('|') : 'VALUE'}${multiple ? '…' : ''}` : '';
  const parts = [`--${allowNo ? '[no-]' : ''}${name}${value}`, char && `-${char}`, env && `$${env}`];
  return parts.filter(Boolean).join(' ');
}

function choice(options: readonly string[] | undefined): string {
  return options ? ` (${options.join('|')})` : '';
}
