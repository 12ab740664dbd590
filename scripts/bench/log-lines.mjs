/** Lines of a gateway's logs, as they are written: of the access log by the format of the template, of the forwarder's by Lambda and by it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const template = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'templates', 'gateway.yaml');
const accessFields = [
  ...readFileSync(template, 'utf8').matchAll(/^\s*\{?"(\w+)":"\$context\.[\w.]+"[,}]$/gm),
].map(([, name]) => name);

/** A request that was answered; one in fifty failed. */
export function accessLine(at) {
  const values = {
    requestId: uuid(at),
    extendedRequestId: extendedId(at),
    time: '1795202813486',
    apiId: '8xvvyjt2jw',
    stage: 'v1',
    deploymentId: 'neqe8o',
    httpMethod: 'POST',
    resourcePath: '/{proxy+}',
    protocol: 'HTTP/1.1',
    status: at % 50 === 0 ? '503' : '200',
    responseLength: '1834',
    responseLatency: String(at % 4_000),
    integrationStatus: '200',
    integrationServiceStatus: '200',
    integrationLatency: String(at % 3_900),
    integrationRequestId: uuid(at + 500_000),
    responseTransferMode: 'STREAMED',
    timeToAllHeaders: '212',
    timeToFirstContent: '215',
    tenant: `tenant-${at % 40}`,
    authMethod: 'jwt',
    principalId: `tenant-${at % 40}`,
    authorizerStatus: '200',
    authorizerLatency: '12',
    apiKeyId: 'k3yid0a1b2',
    sourceIp: '10.0.12.34',
    xrayTraceId: 'Root=1-656565aa-0123456789abcdef01234567',
    domainName: '8xvvyjt2jw.execute-api.us-east-1.amazonaws.com',
    path: '/v1/model/amazon.nova-lite-v1%3A0/converse-stream',
  };
  const members = accessFields.map((name) => `"${name}":"${values[name] ?? '-'}"`);
  return `{${members.join(', ')}}`;
}

/** Of each request four lines: START, what the forwarder tells, END, REPORT. */
export function forwarderLine(at) {
  const request = Math.floor(at / 4);
  const id = uuid(request + 500_000);
  const lines = [
    () => `START RequestId: ${id} Version: 7\n`,
    () => `${forwarderJson(request, id)}\n`,
    () => `END RequestId: ${id}\n`,
    () => reportLine(id),
  ];
  return lines[at % 4]();
}

/** What Lambda writes at the end of each request. */
export function reportLine(id) {
  return `REPORT RequestId: ${id}\tDuration: 812.12 ms\tBilled Duration: 813 ms\tMemory Size: 512 MB\tMax Memory Used: 98 MB\t\n`;
}

/** A short line, another one each time. */
export function shortLine(at) {
  return reportLine(uuid(at));
}

function forwarderJson(request, lambdaRequestId) {
  return JSON.stringify({
    requestId: uuid(request),
    extendedRequestId: extendedId(request),
    lambdaRequestId,
    functionVersion: '7',
    deploymentId: 'neqe8o',
    tenant: `tenant-${request % 40}`,
    service: 'bedrock-runtime',
    operation: 'ConverseStream',
    modelId: 'amazon.nova-lite-v1:0',
    status: 200,
    upstreamRequestId: uuid(request + 900_000),
    bytesIn: 411,
    bytesOut: 1834,
    timeToFirstByteMs: 198,
    durationMs: request % 3_900,
    inputTokens: 120,
    outputTokens: 245,
  });
}

function uuid(at) {
  return `${String(at).padStart(8, '0')}-0b6c-4c80-888d-3d509fc40838`;
}

function extendedId(at) {
  return `Zb${String(at).padStart(8, '0')}oAMFqRw=`;
}
