import type { Parameter, RollbackConfiguration, Tag } from '@aws-sdk/client-cloudformation';
import { notImplementedHere } from '../../../errors.js';
import { validationError } from '../errors.js';
import type { StackDefinition, StackRecord } from '../stack/records.js';
import { activeResources, stackScope } from '../stack/scope.js';
import { checkCapabilities } from '../template/capabilities.js';
import type { Template } from '../template/document.js';
import { settleParameters } from '../template/parameters.js';
import { readTemplate } from '../template/read-template.js';
import { checkRules } from '../template/rules.js';
import { validateTemplate } from '../template/validate.js';
import type { ServiceParts } from './service-parts.js';

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface DefinitionInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly RollbackConfiguration?: RollbackConfiguration | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
}

/** A definition that passed every check that AWS makes before it accepts a request, and its template. */
export interface AcceptedDefinition {
  readonly definition: StackDefinition;
  readonly template: Template;
}

/**
 * Turns a request into what the stack shall be made from.
 *
 * @param previous the stack that is updated: its template, parameters and tags can be kept
 * @throws ValidationError, InsufficientCapabilitiesException
 */
export function acceptDefinition(
  parts: ServiceParts,
  input: DefinitionInput,
  identity: { readonly stackId: string; readonly stackName: string },
  previous?: StackRecord,
): AcceptedDefinition {
  const templateBody = templateBodyOf(input, previous);
  const template = readTemplate(templateBody);
  validateTemplate(template, parts.types);
  checkAllowedTypes(template, input.ResourceTypes);
  if (previous) checkKeptTypes(template, previous);
  const parameters = settleParameters(template, input.Parameters ?? [], previous?.definition.parameters);
  const { description } = template;
  const definition: StackDefinition = {
    templateBody,
    parameters,
    ...settings(input, previous?.definition),
    ...(description === undefined ? {} : { description }),
  };
  const scope = stackScope(parts, template, parameters, { ...identity, ...definition });
  checkRules(template, scope);
  // Conditions that cannot be evaluated are refused with the request, not found out while it runs.
  activeResources(template, scope);
  checkCapabilities(template, definition.capabilities);
  return { definition, template };
}

/** What a definition has beside its template; an update keeps what it does not give. */
function settings(
  input: DefinitionInput,
  previous: StackDefinition | undefined,
): Omit<StackDefinition, 'templateBody' | 'parameters' | 'description'> {
  const roleArn = input.RoleARN ?? previous?.roleArn;
  return {
    tags: input.Tags ? tagMap(input.Tags) : (previous?.tags ?? {}),
    capabilities: input.Capabilities ?? [],
    notificationArns: input.NotificationARNs ?? previous?.notificationArns ?? [],
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input.RollbackConfiguration ? { rollbackConfiguration: input.RollbackConfiguration } : {}),
  };
}

function checkKeptTypes(template: Template, { resources }: StackRecord): void {
  const changed = Object.values(resources).filter(({ logicalId, type, status }) => {
    const declared = template.resources[logicalId];
    return declared && declared.type !== type && !status.startsWith('DELETE_');
  });
  if (changed.length === 0) return;
  const names = changed.map((record) => record.logicalId).join(', ');
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`,
  );
}

function templateBodyOf(input: DefinitionInput, previous: StackRecord | undefined): string {
  if (input.TemplateBody !== undefined) return input.TemplateBody;
  if (input.TemplateURL !== undefined) throw notImplementedHere('A template by TemplateURL');
  if (input.UsePreviousTemplate && previous) return previous.definition.templateBody;
  throw validationError('Either Template URL or Template Body must be specified.');
}

function checkAllowedTypes(template: Template, allowed: readonly string[] | undefined): void {
  if (!allowed || allowed.length === 0) return;
  const matches = (type: string): boolean =>
    allowed.some((one) => one === type || (one.endsWith('*') && type.startsWith(one.slice(0, -1))));
  const refused = Object.values(template.resources).find(({ type }) => !matches(type));
  if (!refused) return;
  throw validationError(
    `Resource type ${refused.type} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`,
  );
}

function tagMap(tags: readonly Tag[]): Record<string, string> {
  if (tags.length > 50) throw validationError('Tag limit exceeded: a stack has at most 50 tags');
  return Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
