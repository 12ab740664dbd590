/**
 * Entry of a function's execution environment: runs in a worker thread, loads the handler and serves one invocation
 * at a time. Bundled on its own as `dist/local/lambda/worker.js`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { EnvironmentStart, ToEnvironment } from './messages.js';
import { defineAwslambda } from './worker/awslambda-globals.js';
import { captureOutput } from './worker/console-capture.js';
import { loadHandler, type Handler } from './worker/handler-loader.js';
import { Invocation, describeForLog } from './worker/invocation.js';
import { Outbox } from './worker/outbox.js';
import { reportError } from './worker/reported-error.js';

const port = parentPort;
if (!port) throw new Error('The function worker runs in a worker thread only.');

const start = workerData as EnvironmentStart;
let requestId: string | undefined;

const outbox = new Outbox(port);
process.once('exit', () => {
  outbox.flush();
});

const log = captureOutput({
  format: start.logFormat,
  level: start.logLevel,
  requestId: () => requestId,
  emit: (message) => {
    outbox.send({ type: 'log', message });
  },
});
defineAwslambda();

try {
  serve(await loadHandler(start.taskRoot, start.handler));
  outbox.send({ type: 'ready' });
} catch (error) {
  log('ERROR', 'Init Error', describeForLog(error));
  outbox.send({ type: 'initError', error: reportError(error) });
}

function serve(handler: Handler): void {
  let current: Invocation | undefined;
  port?.on('message', (message: ToEnvironment) => {
    if (message.type === 'consumed') current?.consumed(message.bytes);
    else if (message.type === 'disconnect') current?.disconnect();
    else {
      requestId = message.requestId;
      current = new Invocation(handler, message, outbox, log);
      void runToEnd(current, handler);
    }
  });
}

/**
 * While a handler that does not stream runs, the port does not keep the thread alive: as on Lambda, a handler that waits for
 * nothing ends the process. (A streaming one is kept alive by its open response.)
 */
async function runToEnd(invocation: Invocation, handler: Handler): Promise<void> {
  const mayEnd = !(Symbol.for('aws.lambda.runtime.handler.streaming') in handler);
  if (mayEnd) port?.unref();
  await invocation.run();
  if (mayEnd) port?.ref();
}
