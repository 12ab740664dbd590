import { CloudWatchLogsClient, StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../src/local/errors.js';
import { createProtocols } from '../../src/local/services.js';
import { handlerFor, type Answer } from '../support/in-process-client.js';
import { LOCAL_CREDENTIALS } from '../support/local-aws.js';

const protocols = createProtocols();
const settings = {
  region: 'us-east-1',
  credentials: LOCAL_CREDENTIALS,
  maxAttempts: 1,
  disableHostPrefix: true,
};

function lambdaWith(answer: Answer): LambdaClient {
  return new LambdaClient({ ...settings, requestHandler: handlerFor(protocols.lambda, answer) });
}

function logsWith(answer: Answer): CloudWatchLogsClient {
  return new CloudWatchLogsClient({ ...settings, requestHandler: handlerFor(protocols.logs, answer) });
}

/** A stream of events that ends, or fails, after the last one. */
async function* events(list: readonly object[], failure?: Error): AsyncGenerator<object> {
  for (const event of list) yield await Promise.resolve(event);
  if (failure) throw failure;
}

async function collect<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const event of stream ?? []) all.push(event);
  return all;
}

describe('given a function that streams', () => {
  const invoke = new InvokeWithResponseStreamCommand({ FunctionName: 'f' });

  it('when it ends well, then the SDK reads payload and completion, and the headers beside them', async () => {
    const client = lambdaWith(() => ({
      StatusCode: 200,
      ExecutedVersion: '7',
      ResponseStreamContentType: 'text/plain',
      EventStream: events([
        { PayloadChunk: { Payload: new TextEncoder().encode('hel') } },
        { PayloadChunk: { Payload: new TextEncoder().encode('lo') } },
        { InvokeComplete: { LogResult: 'bG9n' } },
      ]),
    }));
    const output = await client.send(invoke);
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '7' });
    const received = await collect(output.EventStream);
    const text = received.map((event) => Buffer.from(event.PayloadChunk?.Payload ?? []).toString()).join('');
    expect(text).toBe('hello');
    expect(received.at(-1)?.InvokeComplete?.LogResult).toBe('bG9n');
  });

  it('when the source breaks, then the client does not take what it has for the whole', async () => {
    const client = lambdaWith(() => ({
      StatusCode: 200,
      EventStream: events([{ PayloadChunk: { Payload: new Uint8Array([1]) } }], new Error('connection lost')),
    }));
    const output = await client.send(invoke);
    await expect(collect(output.EventStream)).rejects.toThrow('connection lost');
  });
});

describe('given a live tail', () => {
  const tail = new StartLiveTailCommand({
    logGroupIdentifiers: ['arn:aws:logs:us-east-1:123456789012:log-group:g'],
  });
  const update = {
    sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [{ message: 'a', timestamp: 5 }] },
  };

  it('when events come, then the SDK reads them after the initial response', async () => {
    const client = logsWith(() => ({
      responseStream: events([{ sessionStart: { sessionId: 's' } }, update]),
    }));
    const output = await client.send(tail);
    const received = await collect(output.responseStream);
    expect(received).toEqual([{ sessionStart: { sessionId: 's' } }, update]);
  });

  it('when the session ends with an error of the union, then the client throws that exception', async () => {
    const failure = new AwsError('SessionTimeoutException', 'three hours are over');
    const client = logsWith(() => ({ responseStream: events([update], failure) }));
    const output = await client.send(tail);
    await expect(collect(output.responseStream)).rejects.toMatchObject({
      name: 'SessionTimeoutException',
      message: 'three hours are over',
    });
  });

  it('when it ends with an error that the union does not have, then the client throws its code', async () => {
    const client = logsWith(() => ({ responseStream: events([], new AwsError('SomethingElse', 'why')) }));
    const output = client.send(tail).then(({ responseStream }) => collect(responseStream));
    await expect(output).rejects.toMatchObject({ name: 'SomethingElse', message: 'why' });
  });
});
