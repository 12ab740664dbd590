import type { FailureKind } from '../gateway/errors.js';

/** Exit codes are a contract: scripts branch on them. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  'not-found': 3,
  conflict: 4,
  access: 5,
  limit: 6,
  stack: 7,
  verification: 8,
  service: 9,
  declined: 130,
  interrupted: 130,
} as const satisfies Record<FailureKind | 'done' | 'bug' | 'interrupted', number>;

/** What each code means, for `aigw exit-codes` and the README. */
export const exitCodeMeanings: Readonly<Record<string, string>> = {
  0: 'done',
  1: 'a bug of ours',
  2: 'usage: a flag, parameter or file is wrong',
  3: 'not found',
  4: 'conflict, or changed underneath',
  5: 'credentials or permission',
  6: 'limit or throttling',
  7: 'a stack operation failed',
  8: 'verification or a gate failed',
  9: 'network or service',
  130: 'interrupted, or not approved',
};
