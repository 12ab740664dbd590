import type { Respond } from '../../support/upstream-server.js';
import { chunkFrame, eventFrame } from '../../support/event-stream.js';
import { proxyEvent } from '../../support/forwarder.js';

const STREAM = { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': 'bedrock-1' };

/** One request, what the service behind answers, and whether the function has to fail. */
export interface Case {
  readonly name: string;
  readonly event: unknown;
  readonly respond: Respond;
  readonly fails?: true;
}

const json = (status: number, body: string, headers = {}): Respond => {
  return (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

export const CASES: readonly Case[] = [
  {
    name: 'a JSON answer',
    event: proxyEvent(),
    respond: json(200, '{"usage":{"inputTokens":1,"outputTokens":2}}'),
  },
  { name: 'an empty answer', event: proxyEvent(), respond: (_, response) => response.writeHead(204).end() },
  {
    name: 'a typed error',
    event: proxyEvent(),
    respond: json(429, '{"message":"Slow down"}', { 'x-amzn-errortype': 'ThrottlingException' }),
  },
  {
    name: 'a stream of 2,000 events',
    event: proxyEvent({ path: '/model/a.b/converse-stream' }),
    respond: (_, response) => {
      response.writeHead(200, STREAM);
      for (let index = 0; index < 2_000; index++) response.write(eventFrame('contentBlockDelta', { index }));
      response.end(eventFrame('metadata', { usage: { inputTokens: 1, outputTokens: 2_000 } }));
    },
  },
  {
    name: 'chunks of a model',
    event: proxyEvent({ path: '/model/a.b/invoke-with-response-stream' }),
    respond: (_, response) => {
      response.writeHead(200, { ...STREAM, 'x-amzn-bedrock-content-type': 'application/json' });
      response.end(chunkFrame({ type: 'message_stop' }));
    },
  },
  {
    name: 'an answer of 8 MB',
    event: proxyEvent(),
    respond: (_, response) => response.writeHead(200, STREAM).end(Buffer.alloc(8_000_000, 'abcdefg')),
  },
  {
    name: 'a prompt of 3 MB',
    event: proxyEvent({ body: JSON.stringify({ text: 'ø'.repeat(1_500_000) }) }),
    respond: ({ body }, response) => response.end(String(body.length)),
  },
  {
    name: 'a refused prefix',
    event: proxyEvent({ headers: { 'aws-endpoint-prefix': 'evil.example/' } }),
    respond: json(200, ''),
  },
  { name: 'a service that hangs up', event: proxyEvent(), respond: (_, response) => response.destroy() },
  {
    name: 'an answer that breaks off',
    event: proxyEvent({ path: '/model/a.b/converse-stream' }),
    respond: (_, response) => {
      response.writeHead(200, STREAM);
      response.write(eventFrame('contentBlockDelta', { half: 'an answer' }), () =>
        response.socket?.destroySoon(),
      );
    },
    fails: true,
  },
];
