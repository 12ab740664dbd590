import type { IncomingMessage } from 'node:http';
import type { ResponseStream } from './lambda-streaming.js';
import { brokenAnswer } from './refusal.js';

/**
 * Passes an answer on, byte for byte, no faster than it is taken, and shows every chunk to `observe`. Resolves when all of
 * it has been handed over.
 * @throws Refusal when the answer breaks off. The response stream is then left open: nobody may take the part for the whole.
 */
export function relay(
  source: IncomingMessage,
  sink: ResponseStream,
  observe: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = () => {
      reject(brokenAnswer());
    };
    sink.on('drain', () => source.resume()).once('finish', resolve);
    source
      .on('data', (chunk: Buffer) => {
        observe(chunk);
        if (!sink.write(chunk)) source.pause();
      })
      .on('end', () => sink.end())
      .on('error', broken)
      .on('aborted', broken);
  });
}
