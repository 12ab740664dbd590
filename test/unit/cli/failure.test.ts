import { describe, expect, it } from '@jest/globals';
import { exitCodeMeanings, exitCodes } from '../../../src/cli/exit-codes.js';
import { renderFailure, reportOf } from '../../../src/cli/failure.js';
import { GatewayError, type FailureKind } from '../../../src/gateway/errors.js';

describe('reportOf', () => {
  it.each<[FailureKind, number]>([
    ['usage', 2],
    ['not-found', 3],
    ['conflict', 4],
    ['access', 5],
    ['limit', 6],
    ['stack', 7],
    ['verification', 8],
    ['service', 9],
    ['declined', 130],
  ])('given a failure of kind %s, then exit code %i: scripts rely on it', (kind, exitCode) => {
    expect(reportOf(new GatewayError(kind, 'x'))).toMatchObject({ kind, exitCode });
  });

  it('given a usage error of oclif, then exit code 2, without its own hint', () => {
    const error = Object.assign(new Error('Nonexistent flag: --x\nSee more help with --help'), {
      oclif: { exit: 2 },
    });
    expect(reportOf(error)).toMatchObject({ message: 'Nonexistent flag: --x', exitCode: 2 });
  });

  it('given anything else, then it is a bug of ours and says so', () => {
    expect(reportOf(new TypeError('x is undefined'))).toMatchObject({
      kind: 'bug',
      exitCode: 1,
      message: 'TypeError: x is undefined',
      next: [expect.stringContaining('--debug')],
    });
  });

  it('given every code, then it has a meaning to print', () => {
    expect(Object.keys(exitCodeMeanings).map(Number)).toEqual(
      [...new Set(Object.values(exitCodes))].sort((a, b) => a - b),
    );
  });
});

describe('renderFailure', () => {
  it('given all there is, then what happened, why, what to type, and the request id, a line each', () => {
    const error = new GatewayError('access', 'Reading failed.', {
      reason: 'You may not.',
      next: ['aigw status', 'aigw deploy'],
      requestId: 'r-1',
    });
    expect(renderFailure(reportOf(error), { isTTY: false })).toBe(
      '✖ Reading failed.\n  You may not.\n  → aigw status\n  → aigw deploy\n  AWS request id: r-1\n',
    );
  });

  it('given a narrow terminal, then breaks the reason between words, but no command that is to be copied', () => {
    const step = 'aws cloudformation update-termination-protection --stack-name gateway';
    const error = new GatewayError('usage', 'x', { reason: 'one two three four five', next: [step] });
    process.env['NO_COLOR'] = '1';
    expect(renderFailure(reportOf(error), { isTTY: true, columns: 22 })).toBe(
      `✖ x\n  one two three four\n  five\n  → ${step}\n`,
    );
    delete process.env['NO_COLOR'];
  });

  it('given text of AWS that would move the cursor, then it is made visible', () => {
    const error = new GatewayError('service', 'x', { reason: '\u001b[2Jgone' });
    expect(renderFailure(reportOf(error), { isTTY: false })).toContain('\\u{1b}[2Jgone');
  });
});
