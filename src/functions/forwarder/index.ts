// eslint-disable-next-line @typescript-eslint/no-require-imports -- an ES import of it would cost half a kilobyte of glue
import aws4 = require('aws4');
import { readConfiguration } from './configuration.js';
import { createForwarder } from './handler.js';
import type { AwsLambdaGlobal } from './lambda-streaming.js';
import { writeRequestLog } from './request-log.js';
import { lambdaCredentials } from './signing.js';
import { createSender } from './upstream.js';

declare const awslambda: AwsLambdaGlobal;
/** Of the CommonJS module that this is bundled into, where an `export` would cost as much again. */
declare const exports: Record<string, unknown>;

const configuration = readConfiguration(process.env);

/** The entry point that Lambda calls: everything before it happens once, when an environment starts. */
exports.handler = awslambda.streamifyResponse(
  createForwarder(
    configuration,
    aws4.sign,
    lambdaCredentials(),
    createSender(configuration.endpointUrl),
    (stream, metadata) => awslambda.HttpResponseStream.from(stream, metadata),
    writeRequestLog,
  ),
);
