import shared from '../../jest.config.mjs';

/** The sweep of interrupted and disturbed commands: minutes, so not a part of `npm test`. */
export default {
  ...shared,
  rootDir: '../..',
  roots: ['<rootDir>/test/faults'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Most of a case is waiting for pauses of the program under test.
  maxWorkers: 4,
};
