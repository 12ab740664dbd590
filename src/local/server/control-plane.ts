import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CredentialStore } from '../credentials.js';
import type { Clock } from '../clock.js';
import { AwsError, notImplementedHere } from '../errors.js';
import { createJsonRpc } from '../protocol/json-rpc.js';
import { createQuery } from '../protocol/query.js';
import { createRestJson } from '../protocol/rest-json.js';
import type { ServiceProtocol, WireRequest, WireResponse } from '../protocol/wire.js';
import type { ServingRegion } from '../regions.js';
import type { OperationContext, ServiceName } from '../service.js';
import { isServiceName } from '../services.js';
import { SignatureFailure } from '../signature/signature-failure.js';
import { verifySignature } from '../signature/verify.js';
import { readBody, sendResponse, type RequestHead } from './exchange.js';
import type { RateLimiter } from './rate-limiter.js';

/** What the control plane needs of the rest of the local AWS. */
export interface ControlPlaneConfig {
  readonly protocols: Readonly<Record<ServiceName, ServiceProtocol>>;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  /** Holds callers to AWS's control-plane rates, when asked to. */
  readonly limiter?: RateLimiter;
  region(name: string): ServingRegion;
  /** Told of failures that are the local AWS's own. */
  log(message: string): void;
}

/** Which service and region a request is for. */
export interface ControlPlaneTarget {
  readonly region: string;
  /** Signing name, as the request has it. */
  readonly service: string;
}

// Function code travels in base64: 50 MB of it are 70,167,211 bytes (BC lambda, GH aws/aws-sdk#382).
const LARGEST_BODY: Readonly<Record<string, number>> = { lambda: 70_167_211 };
const USUAL_LARGEST_BODY = 10_485_760;
const REGION_NAME = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

const NO_SCHEMAS = { operations: new Map(), errors: new Map() };
/** How errors are told to clients of services that are not here, or that do not say which service they want. */
const FOREIGN = {
  rest: createRestJson(NO_SCHEMAS),
  rpc: createJsonRpc(NO_SCHEMAS),
  query: createQuery(NO_SCHEMAS, 'http://webservices.amazon.com/AWSFault/2005-15-09', ''),
};

/** Makes what answers requests to services: reads, verifies, runs the operation, answers in the service's protocol. */
export function createControlPlane(config: ControlPlaneConfig) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    head: RequestHead,
    target: ControlPlaneTarget | undefined,
  ): Promise<void> => {
    const requestId = randomUUID();
    const protocol = protocolFor(config, head, target);
    let answer: WireResponse;
    try {
      const body = await readBody(request, LARGEST_BODY[target?.service ?? ''] ?? USUAL_LARGEST_BODY);
      answer = await perform(config, protocol, { ...head, body }, request, target, requestId);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      answer = protocol.fail(toAwsError(error, isQuery(protocol, target), config, requestId), requestId);
    }
    await sendResponse(response, answer);
  };
}

function protocolFor(
  config: ControlPlaneConfig,
  head: RequestHead,
  target?: ControlPlaneTarget,
): ServiceProtocol {
  if (target && isServiceName(target.service)) return config.protocols[target.service];
  if (head.headers['x-amz-target'] !== undefined) return FOREIGN.rpc;
  const form = head.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return form || /(?:^|&)Action=/.test(head.query) ? FOREIGN.query : FOREIGN.rest;
}

function isQuery(protocol: ServiceProtocol, target?: ControlPlaneTarget): boolean {
  return protocol === FOREIGN.query || ['cloudformation', 'sts'].includes(target?.service ?? '');
}

async function perform(
  config: ControlPlaneConfig,
  protocol: ServiceProtocol,
  wire: WireRequest,
  request: IncomingMessage,
  target: ControlPlaneTarget | undefined,
  requestId: string,
): Promise<WireResponse> {
  if (!target) throw new SignatureFailure('missing');
  const principalArn = await verify(config, wire, request);
  if (!isServiceName(target.service)) throw notImplementedHere(`The service ${target.service}`);
  if (!REGION_NAME.test(target.region))
    throw new AwsError('InvalidRegion', `There is no region ${target.region}.`, 403);
  const { operation, input } = protocol.parse(wire);
  config.limiter?.admit(target.service, operation, input);
  const context: OperationContext = { requestId, principalArn };
  const output = await config.region(target.region).dispatch(target.service, operation, input, context);
  return protocol.respond(operation, output, requestId);
}

async function verify(
  config: ControlPlaneConfig,
  wire: WireRequest,
  request: IncomingMessage,
): Promise<string> {
  const received = {
    method: wire.method,
    url: request.url ?? '/',
    headers: request.headers,
    body: wire.body,
  };
  const find = (accessKeyId: string) => config.credentials.find(accessKeyId);
  const { credentials } = await verifySignature(received, find, config.clock.now());
  return credentials.principalArn;
}

// What AWS calls an error depends on the protocol for these alone.
function toAwsError(error: unknown, query: boolean, config: ControlPlaneConfig, requestId: string): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof SignatureFailure) {
    return new AwsError(query ? error.queryCode : error.code, error.message, error.status);
  }
  config.log(
    `request ${requestId} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new AwsError(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    500,
  );
}
