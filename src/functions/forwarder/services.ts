/** First label of a service's host name: one of the list below. */
export type ServicePrefix = `bedrock${string}`;

/** The AWS services that can stand behind the gateway (BC; BR/endpoints). */
const PREFIXES: ReadonlySet<string> = new Set(
  [
    '',
    '-fips',
    '-runtime',
    '-runtime-fips',
    '-agent',
    '-agent-runtime',
    '-data-automation',
    '-data-automation-runtime',
    '-agentcore',
    '-agentcore-control',
    '-mantle',
  ].map((suffix) => `bedrock${suffix}`),
);

export const MANTLE = 'bedrock-mantle';

/** Whether a text is, to the letter, one of the prefixes. Nothing else may become part of a host name. */
export function isServicePrefix(text: string): text is ServicePrefix {
  return PREFIXES.has(text);
}

/** The name a service signs under, which is not always its host's (BC). */
export function signingName(prefix: ServicePrefix): string {
  if (prefix === MANTLE) return prefix;
  return prefix.startsWith('bedrock-agentcore') ? 'bedrock-agentcore' : 'bedrock';
}

/** Where a service answers: built from the list above and the function's own region, never from a client's words. */
export function serviceHost(prefix: ServicePrefix, region: string): string {
  return `${prefix}.${region}.${prefix === MANTLE ? 'api.aws' : dnsSuffix(region)}`;
}

/** DNS suffix of the partition that a region lies in (botocore's partitions.json). */
function dnsSuffix(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}
