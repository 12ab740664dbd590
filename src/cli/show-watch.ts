import type { FiguresEvent, WatchEvent } from '../gateway/canary-watch/watch-event.js';
import { CanaryView } from '../terminal/canary-watch.js';
import { colorsFor } from '../terminal/colors.js';
import { jsonText } from '../terminal/json-text.js';
import { LiveBlock } from '../terminal/live-block.js';

/** In a pipe, figures that say the same again are told so often: milliseconds. */
const oftenEnough = 30_000;

/** Shows a watch as fits where it is shown: a view on a terminal, lines in a pipe, one JSON document a line under `--json`. */
export function watchOutput(json: boolean, stream = process.stdout): (event: WatchEvent) => void {
  if (json) return (event) => void stream.write(`${jsonText(event)}\n`);
  const view = new CanaryView(colorsFor(stream));
  const show = stream.isTTY && process.env['TERM'] !== 'dumb' ? redrawn(view, stream) : inLines(view, stream);
  return (event) => {
    view.note(event);
    show(event);
  };
}

function redrawn(view: CanaryView, stream: NodeJS.WriteStream): (event: WatchEvent) => void {
  const block = new LiveBlock(stream);
  let last: FiguresEvent | undefined;
  const draw = () => {
    if (last) block.draw(view.frame(last, stream.columns || 80));
  };
  return (event) => {
    if (event.event === 'figures') last = event;
    else block.print(view.line(event));
    draw();
  };
}

function inLines(view: CanaryView, stream: NodeJS.WriteStream): (event: WatchEvent) => void {
  let told = { at: 0, what: '' };
  return (event) => {
    const at = Date.parse(event.time);
    const what = event.event === 'figures' ? `${event.verdict} ${event.percent} ${event.blind ?? ''}` : '';
    const again = what !== '' && what === told.what && at - told.at < oftenEnough;
    if (again) return;
    told = { at, what };
    stream.write(`${view.line(event)}\n`);
  };
}
