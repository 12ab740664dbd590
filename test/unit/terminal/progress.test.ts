import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import type { Progress } from '../../../src/gateway/progress.js';
import { LineProgress } from '../../../src/terminal/line-progress.js';
import { createProgress } from '../../../src/terminal/progress.js';
import { TreeProgress } from '../../../src/terminal/tree-progress.js';

let written: string;
let stream: NodeJS.WriteStream;
beforeEach(() => {
  written = '';
  const sink = new PassThrough();
  sink.on('data', (chunk: Buffer) => (written += chunk.toString()));
  stream = sink as unknown as NodeJS.WriteStream;
});

/** The work of a deployment, in small. */
async function work(progress: Progress): Promise<string> {
  return progress.step('Executing', (step) => {
    step.report('0 of 1');
    step.part({ name: 'Vpc', state: 'running', detail: 'AWS::EC2::VPC' });
    step.part({ name: 'Vpc', state: 'running', detail: 'AWS::EC2::VPC' });
    step.part({ name: 'Vpc', state: 'failed', detail: 'AWS::EC2::VPC', reason: 'no \u001b[2J address' });
    step.conclude('Executed');
    return Promise.resolve('result');
  });
}

describe('LineProgress', () => {
  it('given work, then a line for each thing that happened, once, safe to show, and the result passed on', async () => {
    expect(await work(new LineProgress(stream, () => undefined))).toBe('result');
    expect(written.split('\n')).toEqual([
      '… Executing',
      '  … Vpc  AWS::EC2::VPC',
      '  ✖ Vpc  AWS::EC2::VPC: no \\u{1b}[2J address',
      '✔ Executed',
      '',
    ]);
  });

  it('given work that fails, then says which, and passes the failure on', async () => {
    const failing = new LineProgress(stream, () => undefined).step('Executing', () =>
      Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    expect(written).toBe('… Executing\n✖ Executing\n');
  });
});

describe('TreeProgress', () => {
  it('given work, then shows its end and passes the result on; given it fails, then the failure', async () => {
    const tree = new TreeProgress(stream, () => undefined);
    expect(await work(tree)).toBe('result');
    await expect(tree.step('Executing', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(written).toContain('Executed');
  });
});

describe('createProgress', () => {
  const { isTTY } = process.stderr;
  afterEach(() => {
    process.stderr.isTTY = isTTY;
  });

  it('given it is to be silent, then nothing is shown, but warnings are told', async () => {
    const warnings: string[] = [];
    const progress = createProgress({
      silent: true,
      plain: false,
      onInterrupt: () => undefined,
      onWarning: (text) => warnings.push(text),
    });
    progress.warn('careful');
    expect([await work(progress), warnings]).toEqual(['result', ['careful']]);
  });
});
