import type { IncomingMessage } from 'node:http';
import type { ResponseStream } from './lambda-streaming.js';

/** How passing an answer on ended. */
export type RelayOutcome = 'complete' | 'clientGone' | 'upstreamBroken';

/**
 * Passes an answer on, byte for byte, no faster than it is taken, and shows every chunk to `observe`.
 * On `upstreamBroken` the response stream is left open: the caller has to fail, so that nobody takes the part for the whole.
 */
export function relay(
  source: IncomingMessage,
  sink: ResponseStream,
  observe: (chunk: Buffer) => void,
): Promise<RelayOutcome> {
  return new Promise((resolve) => {
    source.on('data', (chunk: Buffer) => {
      observe(chunk);
      if (!sink.write(chunk)) source.pause();
    });
    sink.on('drain', () => source.resume());
    source.once('end', () => sink.end());
    source.once('error', () => resolve('upstreamBroken'));
    source.once('close', () => {
      if (!source.complete) resolve('upstreamBroken');
    });
    sink.once('finish', () => resolve('complete'));
    whenClientGone(sink, () => resolve('clientGone'));
  });
}

/** Calls back once the response stream is closed or fails before all of it was handed over. */
export function whenClientGone(sink: ResponseStream, callback: () => void): void {
  sink.once('error', callback);
  sink.once('close', () => {
    if (!sink.writableFinished) callback();
  });
}
