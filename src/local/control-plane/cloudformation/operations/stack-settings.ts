import type {
  GetStackPolicyInput,
  GetStackPolicyOutput,
  ListExportsInput,
  ListExportsOutput,
  ListImportsInput,
  ListImportsOutput,
  SetStackPolicyInput,
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
} from '@aws-sdk/client-cloudformation';
import { notImplementedHere } from '../../../errors.js';
import { validationError } from '../errors.js';
import { importersOf } from '../execution/outputs.js';
import { page } from './paging.js';
import type { ServiceParts } from './service-parts.js';

/** Settings of stacks, and what stacks give each other. */
export function stackSettings(parts: ServiceParts) {
  return {
    UpdateTerminationProtection: (
      input: UpdateTerminationProtectionInput,
    ): UpdateTerminationProtectionOutput => protect(parts, input),
    SetStackPolicy: (input: SetStackPolicyInput): object => setPolicy(parts, input),
    GetStackPolicy: (input: GetStackPolicyInput): GetStackPolicyOutput => getPolicy(parts, input),
    ListExports: (input: ListExportsInput): ListExportsOutput => listExports(parts, input),
    ListImports: (input: ListImportsInput): ListImportsOutput => listImports(parts, input),
  };
}

function protect(
  parts: ServiceParts,
  input: UpdateTerminationProtectionInput,
): UpdateTerminationProtectionOutput {
  const stack = parts.store.require(input.StackName);
  stack.terminationProtection = input.EnableTerminationProtection ?? false;
  return { StackId: stack.stackId };
}

/** Stack policies are kept but not enforced: the bundled template has none. */
function setPolicy(parts: ServiceParts, input: SetStackPolicyInput): object {
  const stack = parts.store.require(input.StackName);
  if (input.StackPolicyURL !== undefined) throw notImplementedHere('A stack policy by StackPolicyURL');
  const body = input.StackPolicyBody ?? '';
  if (!isJson(body)) throw validationError('Error validating stack policy: Invalid stack policy');
  stack.policyBody = body;
  return {};
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function getPolicy(parts: ServiceParts, input: GetStackPolicyInput): GetStackPolicyOutput {
  const { policyBody } = parts.store.require(input.StackName);
  return policyBody === undefined ? {} : { StackPolicyBody: policyBody };
}

function listExports(parts: ServiceParts, input: ListExportsInput): ListExportsOutput {
  const exported = parts.store
    .stacks()
    .flatMap((stack) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ ExportingStackId: stack.stackId, Name: exportName, Value: value }],
      ),
    );
  const { items, nextToken } = page(exported, input.NextToken);
  return { Exports: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function listImports(parts: ServiceParts, input: ListImportsInput): ListImportsOutput {
  const name = input.ExportName ?? '';
  const importers = importersOf(parts.store, name);
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const { items, nextToken } = page(importers, input.NextToken);
  return { Imports: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}
