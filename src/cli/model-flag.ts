import { Flags } from '@oclif/core';

/** The flag with which commands that ask a model, or show how to, let it be chosen. */
export const modelFlag = Flags.string({
  char: 'm',
  description: 'Model or inference profile id.',
  env: 'AIGW_MODEL',
  helpValue: 'ID',
});
