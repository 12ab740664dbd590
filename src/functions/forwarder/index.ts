import { readConfiguration } from './configuration.js';
import { createForwarder } from './handler.js';
import type { AwsLambdaGlobal } from './lambda-streaming.js';
import { writeRequestLog } from './request-log.js';
import { lambdaCredentials } from './signing.js';
import { createSender } from './upstream.js';

declare const awslambda: AwsLambdaGlobal;

const configuration = readConfiguration(process.env);

/** The entry point that Lambda calls: everything before it happens once, when an environment starts. */
export const handler = awslambda.streamifyResponse(
  createForwarder({
    configuration,
    credentials: () => lambdaCredentials(process.env),
    send: createSender(configuration.endpointUrl, Date.now),
    clock: Date.now,
    startResponse: (stream, metadata) => awslambda.HttpResponseStream.from(stream, metadata),
    log: writeRequestLog,
  }),
);
