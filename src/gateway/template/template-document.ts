import { parseDocument } from 'yaml';
import { shortFormTags } from './short-form-tags.js';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A template with CloudFormation's functions in their long form, so that it is plain JSON. */
export interface TemplateDocument extends JsonObject {
  Parameters: Record<string, JsonObject>;
  Conditions: JsonObject;
  Resources: Record<string, JsonObject>;
  Outputs: Record<string, JsonObject>;
}

/**
 * Parses the source of a template.
 * @throws Error naming line and column when the source is not a template: it is part of the program, so that is a bug
 */
export function parseTemplate(sourceYaml: string): TemplateDocument {
  const document = parseDocument(sourceYaml, { customTags: shortFormTags(), uniqueKeys: true });
  // An unknown tag is only a warning to the parser, and would lose the function.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new Error(`The template cannot be read: ${problem.message}`);
  const template: unknown = document.toJS();
  if (
    !isJsonObject(template) ||
    !isJsonObject(template['Parameters']) ||
    !isJsonObject(template['Resources'])
  )
    throw new Error('The template cannot be read: it has no Parameters or no Resources.');
  return template as TemplateDocument;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
