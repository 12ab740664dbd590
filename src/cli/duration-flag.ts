import { Flags } from '@oclif/core';
import { parseDuration } from '../gateway/duration.js';

/** A flag that takes a length of time such as `10m` and gives milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => parseDuration(text),
});
