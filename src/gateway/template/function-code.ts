import { createHash } from 'node:crypto';
import { formatTemplate, type TemplateFormat } from './render-template.js';
import {
  isJsonObject,
  parseTemplate,
  type Json,
  type JsonObject,
  type TemplateDocument,
} from './template-document.js';

/** The built functions: text of `index.js`, CommonJS, without a dependency. */
export interface FunctionCode {
  readonly forwarder: string;
  readonly authorizer: string;
}

/** Resources that a deployment freezes. */
const DRAFT_TYPES = new Set(
  ['Authorizer', 'GatewayResponse', 'Method', 'Resource', 'RestApi'].map(
    (type) => `AWS::ApiGateway::${type}`,
  ),
);

/**
 * The template with the functions in it, for pipelines that deploy from S3 without `aigw`.
 *
 * CloudFormation then owns what is live. It publishes a function version and makes a deployment when such a resource is
 * new, never because something beside it changed; so their logical IDs carry a hash of what they hold. A changed parameter
 * changes no logical ID: after it the API has to be deployed again (docs/template.md).
 */
export function withFunctionCode(
  sourceYaml: string,
  code: FunctionCode,
  format: TemplateFormat = 'yaml',
): string {
  const template = parseTemplate(sourceYaml);
  setCode(template, 'IntegrationLambda', code.forwarder);
  setCode(template, 'AuthorizerLambda', code.authorizer);
  const names = new Map([
    ['ForwarderBootstrapVersion', `ForwarderVersion${hashOf(template.Resources['IntegrationLambda'])}`],
    ['AuthorizerBootstrapVersion', `AuthorizerVersion${hashOf(template.Resources['AuthorizerLambda'])}`],
    ['BedrockApiGatewayDeployment', `BedrockApiGatewayDeployment${hashOf(draftOf(template))}`],
  ]);
  describeReleased(template, names);
  return formatTemplate(withLogicalIds(template, names), format);
}

function setCode(template: TemplateDocument, functionId: string, code: string): void {
  const properties = template.Resources[functionId]?.['Properties'];
  if (!isJsonObject(properties)) throw new Error(`The template has no function ${functionId}.`);
  properties['Code'] = { ZipFile: code };
}

function describeReleased(template: TemplateDocument, names: ReadonlyMap<string, string>): void {
  for (const logicalId of names.keys()) {
    const properties = template.Resources[logicalId]?.['Properties'];
    if (isJsonObject(properties)) properties['Description'] = 'Made from a template with code';
  }
}

function draftOf({ Resources }: TemplateDocument): JsonObject {
  return Object.fromEntries(
    Object.entries(Resources).filter(([, { Type }]) => DRAFT_TYPES.has(String(Type))),
  );
}

/** Eight digits: enough to tell releases of one stack apart, letters and digits only as a logical ID has to be. */
function hashOf(content: Json | undefined): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);
}

/** Renames resources and every reference to them. Output names are a contract and stay. */
function withLogicalIds(template: TemplateDocument, names: ReadonlyMap<string, string>): TemplateDocument {
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    names.get(id) ?? id,
    rename(resource, names),
  ]);
  const outputs = Object.entries(template.Outputs).map(([name, output]) => [name, rename(output, names)]);
  return {
    ...template,
    Resources: Object.fromEntries(resources),
    Outputs: Object.fromEntries(outputs),
  } as TemplateDocument;
}

function rename(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renameReference(key, item, names)]),
  );
}

function renameReference(key: string, item: Json, names: ReadonlyMap<string, string>): Json {
  if (key === 'Ref' && typeof item === 'string') return names.get(item) ?? item;
  if (key === 'Fn::GetAtt' && Array.isArray(item)) {
    const [target, ...attribute] = item;
    return [names.get(String(target)) ?? String(target), ...attribute];
  }
  return rename(item, names);
}
