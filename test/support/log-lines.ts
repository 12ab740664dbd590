/** A line of the access log as `templates/gateway.yaml` has it: in its order, strings only, `-` for what there is not. */
export function accessLine(given: Readonly<Record<string, string | number>>): string {
  const fields: Record<string, string | number> = {
    requestId: 'req-1',
    extendedRequestId: 'ext-1=',
    time: 0,
    ...given,
  };
  const rest = Object.keys(given).filter((name) => !order.includes(name));
  if (rest.length > 0) throw new Error(`the access log has no ${rest.join(', ')}`);
  return JSON.stringify(Object.fromEntries(order.map((name) => [name, String(fields[name] ?? '-')])));
}

/** A line of the forwarder. */
export function forwarderLine(given: Readonly<Record<string, string | number>>): string {
  return JSON.stringify({
    requestId: 'req-1',
    extendedRequestId: 'ext-1=',
    lambdaRequestId: 'lambda-1',
    functionVersion: '3',
    ...given,
  });
}

const order = [
  'requestId',
  'extendedRequestId',
  'time',
  'apiId',
  'stage',
  'deploymentId',
  'isCanaryRequest',
  'httpMethod',
  'resourcePath',
  'protocol',
  'status',
  'responseType',
  'responseLength',
  'responseLatency',
  'integrationStatus',
  'integrationServiceStatus',
  'integrationLatency',
  'integrationRequestId',
  'responseTransferMode',
  'timeToAllHeaders',
  'timeToFirstContent',
  'tenant',
  'authMethod',
  'principalId',
  'authorizerStatus',
  'authorizerLatency',
  'apiKeyId',
  'sourceIp',
  'vpcId',
  'vpceId',
  'wafResponseCode',
  'wafStatus',
  'wafLatency',
  'wafError',
  'xrayTraceId',
  'domainName',
  'path',
  'errorMessage',
  'authorizerError',
  'integrationError',
];
