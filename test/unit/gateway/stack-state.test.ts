import { describe, expect, it } from '@jest/globals';
import { conditionOf, isSettled, isSuccess } from '../../../src/gateway/stack/stack-state.js';

describe('conditionOf', () => {
  it.each([
    [undefined, 'absent'],
    ['DELETE_COMPLETE', 'absent'],
    ['REVIEW_IN_PROGRESS', 'review'],
    ['CREATE_COMPLETE', 'stable'],
    ['UPDATE_ROLLBACK_COMPLETE', 'stable'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy'],
    ['UPDATE_FAILED', 'update-failed'],
    ['UPDATE_ROLLBACK_FAILED', 'rollback-stuck'],
    ['ROLLBACK_COMPLETE', 'delete-only'],
    ['DELETE_FAILED', 'delete-only'],
  ])('given %s, then %s', (status, condition) => {
    expect(conditionOf(status)).toBe(condition);
  });

  it('given a status of the future, then counts it as busy: nothing is done to the stack', () => {
    expect(conditionOf('MIGRATE_IN_PROGRESS')).toBe('busy');
  });
});

describe('isSettled and isSuccess', () => {
  it('given a rollback that is complete, then settled but no success', () => {
    expect([isSettled('UPDATE_ROLLBACK_COMPLETE'), isSuccess('UPDATE_ROLLBACK_COMPLETE')]).toEqual([
      true,
      false,
    ]);
  });

  it('given a cleanup in progress, then not settled', () => {
    expect(isSettled('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBe(false);
  });
});
