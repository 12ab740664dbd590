import type { RequestFeed } from '../gateway/log-analysis/follow-requests.js';
import { afterKey, firstControls } from '../gateway/log-analysis/top-controls.js';
import { colorsFor } from './colors.js';
import { FullScreen } from './full-screen.js';
import { topFrame } from './top-frame.js';

export interface TopScreenOptions {
  readonly title: string;
  readonly feed: Pick<RequestFeed, 'figures' | 'notice'>;
  /** Milliseconds between two frames. */
  readonly interval: number;
  /** Ends the screen from outside. */
  readonly signal: AbortSignal;
}

/** Shows the live screen until the operator leaves or the signal aborts, and leaves the terminal as it was. */
export async function showTop({ title, feed, interval, signal }: TopScreenOptions): Promise<void> {
  const { stdin, stdout } = process;
  const colors = colorsFor(stdout);
  let controls = firstControls;
  let figures = feed.figures();
  await new Promise<void>((resolve) => {
    const draw = () => {
      if (!controls.paused) figures = feed.figures();
      const view = { title, notice: feed.notice(), figures, controls };
      screen.draw(topFrame(view, { columns: stdout.columns, rows: stdout.rows }, colors));
    };
    const finish = () => {
      clearInterval(timer);
      signal.removeEventListener('abort', finish);
      screen.close();
      resolve();
    };
    const press = (key: string) => {
      const next = afterKey(controls, key);
      if (next === undefined) {
        finish();
        return;
      }
      controls = next;
      draw();
    };
    const screen = new FullScreen(stdin, stdout, press, draw);
    const timer = setInterval(draw, interval);
    signal.addEventListener('abort', finish);
    screen.open();
    draw();
  });
}
