/** The AWS services that can stand behind the gateway, each with the name it signs under (BC; BR/endpoints). */
const SIGNING_NAMES = {
  bedrock: 'bedrock',
  'bedrock-fips': 'bedrock',
  'bedrock-runtime': 'bedrock',
  'bedrock-runtime-fips': 'bedrock',
  'bedrock-agent': 'bedrock',
  'bedrock-agent-runtime': 'bedrock',
  'bedrock-data-automation': 'bedrock',
  'bedrock-data-automation-runtime': 'bedrock',
  'bedrock-agentcore': 'bedrock-agentcore',
  'bedrock-agentcore-control': 'bedrock-agentcore',
  'bedrock-mantle': 'bedrock-mantle',
} as const;

export type ServicePrefix = keyof typeof SIGNING_NAMES;

/** Whether a text is, exactly, one of the known prefixes. Nothing else may become part of a host name. */
export function isServicePrefix(text: string): text is ServicePrefix {
  return Object.hasOwn(SIGNING_NAMES, text);
}

export function signingName(prefix: ServicePrefix): string {
  return SIGNING_NAMES[prefix];
}

/** Where a service answers: built from the table above and the function's own region, never from a client's words. */
export function serviceHost(prefix: ServicePrefix, region: string): string {
  return prefix === 'bedrock-mantle'
    ? `${prefix}.${region}.api.aws`
    : `${prefix}.${region}.${dnsSuffix(region)}`;
}

/** DNS suffix of the partition that a region lies in (botocore's partitions.json). */
function dnsSuffix(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  if (region.startsWith('eusc-')) return 'amazonaws.eu';
  if (region.startsWith('us-iso-')) return 'c2s.ic.gov';
  if (region.startsWith('us-isob-')) return 'sc2s.sgov.gov';
  return 'amazonaws.com';
}
