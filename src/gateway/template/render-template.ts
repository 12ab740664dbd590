import { GatewayError } from '../errors.js';
import { toCompactYaml } from './compact-yaml.js';
import { parseTemplate, type TemplateDocument } from './template-document.js';

/** Bytes of a template that CloudFormation takes in a request; more has to lie in S3 (CFN/cloudformation-limits). */
export const inlineTemplateLimit = 51_200;

export type TemplateFormat = 'yaml' | 'json';

/**
 * The template as it is sent to CloudFormation: the source without its comments, in few bytes.
 * @throws GatewayError `limit` when it does not fit into a request
 */
export function renderTemplateBody(sourceYaml: string): string {
  const body = toCompactYaml(parseTemplate(sourceYaml));
  const bytes = Buffer.byteLength(body);
  if (bytes <= inlineTemplateLimit) return body;
  throw new GatewayError(
    'limit',
    `The template has ${bytes} bytes as sent; CloudFormation takes ${inlineTemplateLimit}.`,
    {
      reason: 'A longer one has to be read from S3.',
      next: ['aigw template --with-code > template.yaml, upload that, and make the stack from its S3 URL'],
    },
  );
}

/** The same template for a reader or a tool, in the format it wants. JSON is longer and may not fit into a request. */
export function renderTemplate(sourceYaml: string, format: TemplateFormat): string {
  return formatTemplate(parseTemplate(sourceYaml), format);
}

export function formatTemplate(template: TemplateDocument, format: TemplateFormat): string {
  return format === 'json' ? `${JSON.stringify(template, null, 2)}\n` : toCompactYaml(template);
}
