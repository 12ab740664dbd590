import { Chalk, type ChalkInstance } from 'chalk';

interface Stream {
  readonly isTTY?: boolean;
}

/** Whether text written to the stream should be coloured: `NO_COLOR` and `FORCE_COLOR` (no-color.org) before what the stream is. */
export function wantsColor(stream: Stream, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment['NO_COLOR']) return false;
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}

/** Colours for text that goes to the stream; plain text where it should not be coloured. */
export function colorsFor(stream: Stream): ChalkInstance {
  return new Chalk({ level: wantsColor(stream) ? 1 : 0 });
}
