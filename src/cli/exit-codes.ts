import type { FailureKind } from '../gateway/errors.js';

/** Exit codes are a contract: scripts branch on them. `aigw help exit-codes` prints this table. */
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
