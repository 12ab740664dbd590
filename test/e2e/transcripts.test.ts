import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aigw } from '../support/aigw.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { patternOf, readTranscript } from '../support/transcript.js';

const folder = join(import.meta.dirname, 'transcripts');
let local: RunningTestAws;

beforeEach(async () => {
  local = await startTestAws();
});
afterEach(() => local.aws.stop());

describe('transcripts', () => {
  it.each(readdirSync(folder))('%s is what happens', async (name) => {
    for (const { command, stdout, stderr, exitCode } of await readTranscript(join(folder, name))) {
      const run = await aigw(argumentsOf(command), { endpoint: local.url });
      expect({ command, ...trimmed(run), code: run.code }).toEqual({
        command,
        stdout: expect.stringMatching(patternOf(stdout)),
        stderr: expect.stringMatching(patternOf(stderr)),
        code: exitCode,
      });
    }
  });
});

function argumentsOf(command: string): string[] {
  const [program, ...argv] = (command.match(/"[^"]*"|\S+/g) ?? []).map((part) => part.replaceAll('"', ''));
  if (program !== 'aigw') throw new Error(`a transcript runs aigw, not ${command}`);
  return argv;
}

/** Blanks at the end of a line and empty lines at the ends are no contract. */
function trimmed({ stdout, stderr }: { stdout: string; stderr: string }) {
  const plain = (text: string) => text.replace(/[ \t]+$/gm, '').trim();
  return { stdout: plain(stdout), stderr: plain(stderr) };
}
