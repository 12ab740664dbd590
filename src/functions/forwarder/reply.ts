import type { IncomingMessage } from 'node:http';
import { answerReader } from './answer-reading.js';
import { returnedHeaders, type Headers } from './headers.js';
import type { ResponseMetadata, ResponseStream } from './lambda-streaming.js';
import { relay } from './relay.js';
import { noteAnswer, type RequestLog } from './request-log.js';

/** Puts status and headers before the body of a response stream. */
export type StartResponse = (stream: ResponseStream, metadata: ResponseMetadata) => ResponseStream;

/** The one answer to a request, of either kind, noted in the log entry as it goes. */
export interface Reply {
  /** Passes the service's answer on. */
  pass(answer: IncomingMessage): Promise<void>;
  /** Answers with a small document of our own. */
  json(statusCode: number, document: unknown, headers?: Headers): Promise<void>;
  /** Notes what could be read of a passed answer so far. */
  note(): void;
}

export function openReply(
  stream: ResponseStream,
  startResponse: StartResponse,
  entry: RequestLog,
  started: number,
): Reply {
  // Whoever waits hears of it by 'close'; unheard, it would end the process.
  stream.on('error', () => undefined);
  const begin = (statusCode: number, headers: Headers) => {
    entry.status = statusCode;
    return startResponse(stream, { statusCode, headers });
  };
  const observe = (chunk: Buffer) => {
    entry.timeToFirstByteMs ??= Date.now() - started;
    entry.bytesOut += chunk.length;
  };
  const reply: Reply = {
    note: () => undefined,
    pass(answer) {
      const { headers, statusCode = 0 } = answer;
      const reader = answerReader(headers);
      const sink = begin(statusCode, returnedHeaders(headers));
      // Metadata goes out with the first write: an empty one shows a stream's status before its first token exists.
      if (!headers['content-length']) sink.write('');
      reply.note = () => {
        noteAnswer(entry, headers, reader.text());
      };
      return relay(answer, sink, (chunk) => {
        observe(chunk);
        reader.observe(chunk);
      });
    },
    json(statusCode, document, headers) {
      const body = Buffer.from(JSON.stringify(document));
      observe(body);
      return new Promise((resolve) => {
        const sink = begin(statusCode, {
          'content-type': 'application/json',
          'content-length': String(body.length),
          ...headers,
        });
        sink.once('finish', resolve).once('close', resolve);
        sink.write(body);
        sink.end();
      });
    },
  };
  return reply;
}
