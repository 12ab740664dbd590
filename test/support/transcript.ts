import { readFile } from 'node:fs/promises';

/** One command of a transcript and what has to come of it. */
export interface TranscriptStep {
  /** As typed, without the prompt. */
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Reads a transcript:
 *
 *     # A sentence for the reader
 *     $ aigw status
 *     a line of stdout, which may hold <placeholders>
 *     ...                any number of lines
 *     2> a line of stderr
 *     exit 3             (only where it is not 0)
 */
export async function readTranscript(file: string): Promise<TranscriptStep[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => !line.startsWith('#'));
  const starts = lines.flatMap((line, at) => (line.startsWith('$ ') ? [at] : []));
  return starts.map((start, index) => stepOf(lines.slice(start, starts[index + 1])));
}

function stepOf([first = '', ...rest]: readonly string[]): TranscriptStep {
  const exit = rest.find((line) => /^exit \d+$/.test(line));
  const said = rest.filter((line) => line !== exit);
  const stderr = said.filter((line) => line.startsWith('2>')).map((line) => line.replace(/^2> ?/, ''));
  const stdout = said.filter((line) => !line.startsWith('2>'));
  return {
    command: first.slice(2),
    stdout: stdout.join('\n').trim(),
    stderr: stderr.join('\n').trim(),
    exitCode: Number(exit?.slice(5) ?? 0),
  };
}

/** What a placeholder stands for; any other name in angle brackets stands for something without a blank. */
const placeholders: Readonly<Record<string, string>> = {
  time: String.raw`\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC`,
  anything: '.*',
};

/** A pattern that the output as a whole has to match. */
export function patternOf(expected: string): RegExp {
  const lines = expected.split('\n').map((line) => (line === '...' ? '(?:.*\\n)*?.*' : linePattern(line)));
  return new RegExp(`^${lines.join('\n')}$`);
}

function linePattern(line: string): string {
  return line
    .split(/(<[a-z ]+>)/)
    .map((part, at) =>
      at % 2 === 1
        ? (placeholders[part.slice(1, -1)] ?? '\\S+')
        : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('');
}
