import { FullScreen } from '../../src/terminal/full-screen.js';

/** A program that has the whole terminal and dies of a bug. */
const screen = new FullScreen(
  process.stdin,
  process.stdout,
  () => undefined,
  () => undefined,
);
screen.open();
screen.draw(['all is well']);
setTimeout(() => {
  throw new Error('a bug of ours');
}, 50);
