import { readFileSync } from 'node:fs';
import {
  evaluate,
  conditionHolds,
  type Scope,
} from '../../src/local/control-plane/cloudformation/template/evaluate.js';
import { checkRules } from '../../src/local/control-plane/cloudformation/template/rules.js';
import { readTemplate } from '../../src/local/control-plane/cloudformation/template/read-template.js';
import type { Json, JsonObject } from '../../src/local/control-plane/cloudformation/template/document.js';
import { renderTemplateBody } from '../../src/gateway/template/render-template.js';

export const templateSource = readFileSync(new URL('../../templates/gateway.yaml', import.meta.url), 'utf8');

export interface ResolvedResource {
  readonly Type: string;
  readonly Properties: JsonObject;
}

/** What a stack would be made of: conditions decided, functions evaluated, references as `<LogicalId>` and `<LogicalId.Attribute>`. */
export interface ResolvedTemplate {
  readonly Resources: Readonly<Record<string, ResolvedResource>>;
  readonly Outputs: Readonly<Record<string, Json>>;
}

const template = readTemplate(renderTemplateBody(templateSource));

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackName': 'bedrock-llm-gateway',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Resolves the template as sent for the given parameters; the others have their defaults. */
export function resolveTemplate(parameters: Readonly<Record<string, string>> = {}): ResolvedTemplate {
  const scope = scopeOf(parameters);
  const isIncluded = (condition?: string) => condition === undefined || conditionHolds(condition, scope);
  const resources = Object.entries(template.resources)
    .filter(([, { condition }]) => isIncluded(condition))
    .map(([id, { type, properties }]) => [id, { Type: type, Properties: evaluate(properties, scope) }]);
  const outputs = Object.entries(template.outputs)
    .filter(([, { condition }]) => isIncluded(condition))
    .map(([name, { value }]) => [name, evaluate(value, scope)]);
  return {
    Resources: Object.fromEntries(resources),
    Outputs: Object.fromEntries(outputs),
  } as ResolvedTemplate;
}

function scopeOf(parameters: Readonly<Record<string, string>>): Scope {
  const unknown = Object.keys(parameters).filter((name) => !(name in template.parameters));
  if (unknown.length > 0) throw new Error(`The template has no parameters ${unknown.join(', ')}.`);
  const defaults = Object.entries(template.parameters).map(([name, { Default }]) => [name, Default ?? '']);
  const values = new Map(
    Object.entries({
      ...pseudoParameters,
      ...(Object.fromEntries(defaults) as JsonObject),
      ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typed(name, value)])),
    }),
  );
  const scope: Scope = {
    template,
    values,
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    reference: (id) => (exists(id) ? `<${id}>` : undefined),
    attribute: (id, name) => (exists(id) ? attributeValue(id, name) : undefined),
    importValue: (name) => `<${name}>`,
  };
  const exists = (id: string) => {
    const resource = template.resources[id];
    return (
      resource !== undefined &&
      (resource.condition === undefined || conditionHolds(resource.condition, scope))
    );
  };
  return scope;
}

function typed(parameter: string, value: string): Json {
  return template.parameters[parameter]?.Type === 'Number' ? Number(value) : value;
}

/** Beginnings of the ARNs that policies name; other ARNs are only passed on. */
const arnForms: Readonly<Record<string, (id: string) => string>> = {
  'AWS::Lambda::Function': (id) => `arn:aws:lambda:us-east-1:123456789012:function:${id}`,
  'AWS::Logs::LogGroup': (id) => `arn:aws:logs:us-east-1:123456789012:log-group:${id}:*`,
};

function attributeValue(id: string, name: string): Json {
  if (name === 'DnsEntries') return ['Z7HUB22UULQXV:vpce-0.execute-api.us-east-1.vpce.amazonaws.com'];
  const arnForm = arnForms[template.resources[id]?.type ?? ''];
  if (name === 'Arn' && arnForm) return arnForm(id);
  return name.endsWith('Arn') ? `arn:aws:service:us-east-1:123456789012:${id}` : `<${id}.${name}>`;
}

/** What the template's Rules say against these parameters, in their own words; undefined when they say nothing. */
export function brokenRule(parameters: Readonly<Record<string, string>>): string | undefined {
  try {
    checkRules(template, scopeOf(parameters));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
