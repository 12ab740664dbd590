import type {
  Capability,
  GetTemplateInput,
  GetTemplateOutput,
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  ParameterDeclaration as DescribedParameter,
  ValidateTemplateInput,
  ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import { notImplementedHere } from '../../../errors.js';
import { validationError } from '../errors.js';
import { stackWithIdDoesNotExist } from '../stack/store.js';
import { neededCapability } from '../template/capabilities.js';
import type { ParameterDeclaration, Template } from '../template/document.js';
import { isHidden } from '../template/parameters.js';
import { readTemplate } from '../template/read-template.js';
import { validateTemplate } from '../template/validate.js';
import { requireChangeSet } from './change-set-lookup.js';
import type { ServiceParts } from './service-parts.js';

/** Operations on templates. */
export function templates(parts: ServiceParts) {
  return {
    GetTemplate: (input: GetTemplateInput): GetTemplateOutput => getTemplate(parts, input),
    GetTemplateSummary: (input: GetTemplateSummaryInput): GetTemplateSummaryOutput => summarize(parts, input),
    ValidateTemplate: (input: ValidateTemplateInput): ValidateTemplateOutput => validate(parts, input),
  };
}

/** Original and processed are the same here: templates with macros are refused. */
function getTemplate(parts: ServiceParts, input: GetTemplateInput): GetTemplateOutput {
  const definition =
    input.ChangeSetName === undefined
      ? parts.store.require(input.StackName, stackWithIdDoesNotExist).definition
      : requireChangeSet(parts, input.ChangeSetName, input.StackName).definition;
  return { TemplateBody: definition.templateBody, StagesAvailable: ['Original', 'Processed'] };
}

function readInput(
  parts: ServiceParts,
  input: {
    TemplateBody?: string | undefined;
    TemplateURL?: string | undefined;
    StackName?: string | undefined;
  },
): Template {
  if (input.TemplateURL !== undefined) throw notImplementedHere('A template by TemplateURL');
  if (input.TemplateBody !== undefined) {
    const template = readTemplate(input.TemplateBody);
    validateTemplate(template, parts.types);
    return template;
  }
  if (input.StackName !== undefined) {
    return readTemplate(
      parts.store.require(input.StackName, stackWithIdDoesNotExist).definition.templateBody,
    );
  }
  throw validationError('Either Template URL or Template Body must be specified.');
}

function summarize(parts: ServiceParts, input: GetTemplateSummaryInput): GetTemplateSummaryOutput {
  const template = readInput(parts, input);
  const types = Object.values(template.resources).map((resource) => resource.type);
  return {
    Parameters: Object.entries(template.parameters).map(([name, declaration]) => ({
      ...describeParameter(name, declaration),
      ParameterType: declaration.Type,
      ParameterConstraints: declaration.AllowedValues
        ? { AllowedValues: declaration.AllowedValues.map(String) }
        : {},
    })),
    ...description(template),
    ...capabilities(template),
    ResourceTypes: types,
    ...(template.version === undefined ? {} : { Version: template.version }),
    ...(template.metadata === undefined ? {} : { Metadata: JSON.stringify(template.metadata) }),
    DeclaredTransforms: [],
    ResourceIdentifierSummaries: [],
  };
}

function validate(parts: ServiceParts, input: ValidateTemplateInput): ValidateTemplateOutput {
  const template = readInput(parts, input);
  const parameters = Object.entries(template.parameters).map(([name, declaration]) =>
    describeParameter(name, declaration),
  );
  return {
    Parameters: parameters,
    ...description(template),
    ...capabilities(template),
    DeclaredTransforms: [],
  };
}

function description(template: Template): { Description?: string } {
  return template.description === undefined ? {} : { Description: template.description };
}

function capabilities(template: Template): { Capabilities?: Capability[]; CapabilitiesReason?: string } {
  const needed = neededCapability(template);
  if (!needed) return {};
  return {
    Capabilities: [needed.capability as Capability],
    CapabilitiesReason: `The following resource(s) require capabilities: [${needed.types.join(', ')}]`,
  };
}

function describeParameter(name: string, declaration: ParameterDeclaration): DescribedParameter {
  return {
    ParameterKey: name,
    NoEcho: isHidden(declaration),
    ...(declaration.Default === undefined ? {} : { DefaultValue: String(declaration.Default) }),
    ...(declaration.Description === undefined ? {} : { Description: declaration.Description }),
  };
}
