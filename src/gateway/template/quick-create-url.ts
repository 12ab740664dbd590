import { GatewayError } from '../errors.js';

export interface QuickCreateLink {
  /** Where the template lies: an https URL of S3, the only place the console reads from. */
  readonly templateUrl: string;
  readonly region: string;
  readonly stackName: string;
  /** Parameters that the form is filled with. Names are case-sensitive; unknown ones are ignored by the console. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * A link that opens the CloudFormation console with a form to create the stack
 * (CFN/cfn-console-create-stacks-quick-create-links).
 * @throws GatewayError `usage` when the template is not at an https URL of S3
 */
export function quickCreateUrl({ templateUrl, region, stackName, parameters = {} }: QuickCreateLink): string {
  checkTemplateUrl(templateUrl);
  const fields: [string, string][] = [
    ['templateURL', templateUrl],
    ['stackName', stackName],
    ...Object.entries(parameters).map(([name, value]): [string, string] => [`param_${name}`, value]),
  ];
  const query = fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `https://${consoleHost(region)}/cloudformation/home?region=${region}#/stacks/create/review?${query}`;
}

function checkTemplateUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isS3 =
    url?.protocol === 'https:' &&
    /(?:^|\.)s3[.-][a-z0-9.-]*amazonaws\.(?:com|com\.cn|eu)$/.test(url.hostname);
  if (isS3) return;
  throw new GatewayError('usage', `${text} is not an https URL of S3.`, {
    reason: 'The CloudFormation console reads templates from S3 only.',
    next: ['aigw template --launch-url https://BUCKET.s3.REGION.amazonaws.com/template.yaml'],
  });
}

/** The console of the region's partition. */
function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return `${region}.console.amazonaws.cn`;
  if (region.startsWith('us-gov-')) return `${region}.console.amazonaws-us-gov.com`;
  return `${region}.console.aws.amazon.com`;
}
