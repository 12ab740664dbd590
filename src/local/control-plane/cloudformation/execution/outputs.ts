import { validationError } from '../errors.js';
import type { StackOutput, StackRecord } from '../stack/records.js';
import type { StackStore } from '../stack/store.js';
import { conditionHolds, evaluate, type Scope } from '../template/evaluate.js';
import { intrinsicOf, type Json, type OutputDeclaration } from '../template/document.js';

/** Evaluates the outputs of a stack, those with a false condition aside. */
export function evaluateOutputs(scope: Scope): StackOutput[] {
  return Object.entries(scope.template.outputs)
    .filter(([, output]) => output.condition === undefined || conditionHolds(output.condition, scope))
    .map(([key, output]) => evaluateOutput(key, output, scope));
}

function evaluateOutput(key: string, output: OutputDeclaration, scope: Scope): StackOutput {
  const exportName = output.exportName === undefined ? undefined : evaluate(output.exportName, scope);
  return {
    key,
    value: outputText(key, evaluate(output.value, scope)),
    ...(output.description === undefined ? {} : { description: output.description }),
    ...(exportName === undefined ? {} : { exportName: outputText(key, exportName) }),
  };
}

function outputText(key: string, value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  throw validationError(
    `Template format error: The Value field of every Outputs member must evaluate to a String. (${key})`,
  );
}

/** @throws ValidationError when another stack exports one of the names, or an export in use would go away or change */
export function checkExports(store: StackStore, stack: StackRecord, outputs: readonly StackOutput[]): void {
  for (const { exportName } of outputs) {
    const owner = exportName === undefined ? undefined : store.exporterOf(exportName);
    if (owner && owner !== stack) {
      throw validationError(
        `Export with name ${String(exportName)} is already exported by stack ${owner.stackName}. Rollback requested by user.`,
      );
    }
  }
  for (const { exportName, value } of stack.outputs) {
    const kept = outputs.find((output) => output.exportName === exportName);
    if (exportName === undefined || kept?.value === value) continue;
    const user = importersOf(store, exportName)[0];
    if (user !== undefined) {
      const verb = kept ? 'updated' : 'deleted';
      throw validationError(
        `Cannot ${verb === 'updated' ? 'update' : 'delete'} export ${exportName} as it is in use by ${user}. Export ${exportName} cannot be ${verb} as it is in use by ${user}`,
      );
    }
  }
}

/** Names of the stacks whose templates import an export by its literal name. */
export function importersOf(store: StackStore, exportName: string): string[] {
  return store
    .stacks()
    .filter((stack) => stack.status !== 'DELETE_COMPLETE' && stack.importedNames.includes(exportName))
    .map((stack) => stack.stackName);
}

/** The names that a template imports, evaluated. */
export function importedNames(scope: Scope): string[] {
  const names = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    const call = intrinsicOf(value);
    if (call?.name === 'Fn::ImportValue') names.add(String(evaluate(call.argument, scope)));
    Object.values(value).forEach(visit);
  };
  for (const resource of Object.values(scope.template.resources)) visit(resource.properties);
  for (const output of Object.values(scope.template.outputs)) visit(output.value);
  return [...names];
}
