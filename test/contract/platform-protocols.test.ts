import * as apigateway from '@aws-sdk/client-api-gateway';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as lambda from '@aws-sdk/client-lambda';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { readServiceSchemas, type OperationSchema } from '../../src/local/protocol/service-schemas.js';
import type { ServiceName } from '../../src/local/service.js';
import { createProtocols } from '../../src/local/services.js';
import { handlerFor } from '../support/in-process-client.js';
import { arbitraryOf, comparable, copyOf, isEventStream } from '../support/schema-arbitraries.js';

interface Client {
  send(command: object): Promise<Record<string, unknown>>;
}

interface ServiceUnderTest {
  readonly name: ServiceName;
  readonly sdk: object;
  readonly client: string;
}

const SERVICES: readonly ServiceUnderTest[] = [
  { name: 'apigateway', sdk: apigateway, client: 'APIGatewayClient' },
  { name: 'lambda', sdk: lambda, client: 'LambdaClient' },
  { name: 'cloudformation', sdk: cloudformation, client: 'CloudFormationClient' },
  { name: 'sts', sdk: sts, client: 'STSClient' },
  { name: 'logs', sdk: logs, client: 'CloudWatchLogsClient' },
  { name: 'secretsmanager', sdk: secretsmanager, client: 'SecretsManagerClient' },
];

const RUNS_PER_OPERATION = 4;
const protocols = createProtocols();

describe.each(SERVICES)('given the SDK client of $name and the server side of its protocol', (service) => {
  const operations = [...readServiceSchemas(service.sdk).operations.values()];

  it.each(operations)(
    'when $name is called, then the server reads the input that was sent',
    async (operation) => {
      await fc.assert(
        fc.asyncProperty(arbitraryOf(operation.input), async (input) => {
          let received: unknown;
          const client = clientOf(service, (name, parsed) => {
            received = { name, parsed };
            return emptyStreams(operation);
          });
          await client.send(commandOf(service, operation, input));
          expect(received).toEqual({ name: operation.name, parsed: expect.anything() as unknown });
          expect(comparable((received as { parsed: unknown }).parsed)).toEqual(comparable(input));
        }),
        { numRuns: RUNS_PER_OPERATION },
      );
    },
  );

  it.each(operations)(
    'when $name answers, then the client reads the output that was returned',
    async (operation) => {
      const input = fc.sample(arbitraryOf(operation.input), 1)[0];
      await fc.assert(
        fc.asyncProperty(arbitraryOf(operation.output), async (output) => {
          const client = clientOf(service, () => ({ ...(output as object), ...emptyStreams(operation) }));
          const received = await client.send(commandOf(service, operation, input));
          expect(comparable(membersOf(received, operation))).toEqual(comparable(output));
        }),
        { numRuns: RUNS_PER_OPERATION },
      );
    },
  );
});

function clientOf(service: ServiceUnderTest, answer: (operation: string, input: object) => object): Client {
  const Constructor = (service.sdk as Record<string, new (config: object) => Client>)[service.client];
  if (!Constructor) throw new Error(`no client ${service.client}`);
  return new Constructor({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    disableHostPrefix: true,
    requestHandler: handlerFor(protocols[service.name], answer),
  });
}

function commandOf(service: ServiceUnderTest, operation: OperationSchema, input: unknown): object {
  const Command = (service.sdk as Record<string, new (input: unknown) => object>)[`${operation.name}Command`];
  if (!Command) throw new Error(`no command for ${operation.name}`);
  return new Command(copyOf(input));
}

/** A stream that ends at once, where the output has one. */
function emptyStreams(operation: OperationSchema): object {
  const streams = [...operation.output.structIterator()].filter(([, member]) => isEventStream(member));
  return Object.fromEntries(streams.map(([name]) => [name, Readable.from([])]));
}

function membersOf(received: Record<string, unknown>, operation: OperationSchema): object {
  const streams = Object.keys(emptyStreams(operation));
  return Object.fromEntries(
    Object.entries(received).filter(([name]) => name !== '$metadata' && !streams.includes(name)),
  );
}
