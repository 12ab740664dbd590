import type { Change, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { wantedResource, existingResources } from '../execution/wanted-resources.js';
import type { WantedResource } from '../execution/resource-steps.js';
import type { ResourceTypes } from '../resources/resource-types.js';
import type { ResourceRecord, StackDefinition, StackRecord } from '../stack/records.js';
import { activeResources, stackScope, type ResourceLookup, type ScopeSource } from '../stack/scope.js';
import { sameJson, type Json, type Template } from '../template/document.js';
import { knownAfterApply, type Scope } from '../template/evaluate.js';
import { evaluateOutputs } from '../execution/outputs.js';
import { readTemplate } from '../template/read-template.js';
import { inDependencyOrder } from '../template/references.js';
import { changeDetails, type KnownChange } from './details.js';

/** What executing a change set would do. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Whether anything changes: outputs and tags count, a description alone does not. */
  readonly hasChanges: boolean;
  /** Properties that the resource's schema refuses, known before anything is provisioned. */
  readonly invalid: readonly { logicalId: string; type: string; reason: string }[];
}

export interface PlanSource extends ScopeSource {
  readonly types: ResourceTypes;
}

/**
 * Compares a new definition with what a stack has.
 *
 * @param withValues as `IncludePropertyValues`: values before and after are told, and consequences that turn out to
 *   change no value are left out (LS test_change_set_fn_get_attr)
 */
export function planChanges(
  source: PlanSource,
  stack: StackRecord,
  definition: StackDefinition,
  withValues: boolean,
): Plan {
  const planner = new Planner(source, stack, definition, withValues);
  return planner.plan();
}

class Planner {
  readonly #source: PlanSource;
  readonly #stack: StackRecord;
  readonly #definition: StackDefinition;
  readonly #withValues: boolean;
  readonly #template: Template;
  /** What is known so far to change, by logical id; grows in dependency order. */
  readonly #known = new Map<string, KnownChange>();
  readonly #added = new Set<string>();

  constructor(source: PlanSource, stack: StackRecord, definition: StackDefinition, withValues: boolean) {
    this.#source = source;
    this.#stack = stack;
    this.#definition = definition;
    this.#withValues = withValues;
    this.#template = readTemplate(definition.templateBody);
  }

  plan(): Plan {
    const { parameters, notificationArns } = this.#definition;
    const identity = { ...this.#stack, notificationArns };
    const scope = stackScope(this.#source, this.#template, parameters, identity, this.#lookup());
    const active = activeResources(this.#template, scope);
    for (const id of active) if (!this.#existing(id)) this.#added.add(id);
    // One by one, in dependency order: what a resource refers to is decided before it is evaluated.
    const ordered = inDependencyOrder(this.#template).filter((id) => active.has(id));
    const compared = ordered.map((id) => this.#compare(this.#evaluate(id, scope)));
    const changes = [...compared.flatMap(({ change }) => change ?? []), ...this.#removals(active)];
    changes.sort((left, right) =>
      (left.LogicalResourceId ?? '') < (right.LogicalResourceId ?? '') ? -1 : 1,
    );
    return {
      changes: changes.map((ResourceChange) => ({ Type: 'Resource' as const, ResourceChange })),
      hasChanges: changes.length > 0 || this.#changesBesideResources(scope),
      invalid: compared.flatMap(({ invalid }) => invalid),
    };
  }

  #evaluate(logicalId: string, scope: Scope): WantedResource {
    return wantedResource(this.#template, logicalId, scope, this.#definition, this.#source.types);
  }

  #compare(wanted: WantedResource): { change: ResourceChange | undefined; invalid: Plan['invalid'] } {
    const added = this.#added.has(wanted.logicalId);
    return {
      change: added ? this.#addition(wanted) : this.#modification(wanted),
      invalid: this.#problems(wanted),
    };
  }

  #changesBesideResources(scope: Scope): boolean {
    const { outputs, definition } = this.#stack;
    return !sameJson(evaluateOutputs(scope), outputs) || !sameJson(this.#definition.tags, definition.tags);
  }

  /** What exists now; what will be made or replaced is not known yet. */
  #lookup(): ResourceLookup {
    const now = existingResources(() => this.#stack.resources);
    const isUnknown = (logicalId: string): boolean =>
      this.#added.has(logicalId) || (this.#withValues && this.#known.get(logicalId)?.replacement === 'True');
    return {
      reference: (logicalId) => (isUnknown(logicalId) ? knownAfterApply : now.reference(logicalId)),
      attribute: (logicalId, name) =>
        isUnknown(logicalId) ? knownAfterApply : now.attribute(logicalId, name),
    };
  }

  #existing(logicalId: string): ResourceRecord | undefined {
    const record = this.#stack.resources[logicalId];
    return record &&
      record.physicalId !== '' &&
      record.status !== 'CREATE_FAILED' &&
      !record.status.startsWith('DELETE_')
      ? record
      : undefined;
  }

  #problems(wanted: WantedResource): { logicalId: string; type: string; reason: string }[] {
    const { types } = this.#source;
    const problems = types.problems(wanted.type, types.typed(wanted.type, wanted.properties));
    return problems.map((reason) => ({ logicalId: wanted.logicalId, type: wanted.type, reason }));
  }

  #addition(wanted: WantedResource): ResourceChange {
    return {
      Action: 'Add',
      LogicalResourceId: wanted.logicalId,
      ResourceType: wanted.type,
      Scope: [],
      Details: [],
      ...(this.#withValues ? { Replacement: 'True' as const, AfterContext: context(wanted) } : {}),
    };
  }

  #modification(wanted: WantedResource): ResourceChange | undefined {
    const record = this.#existing(wanted.logicalId);
    if (!record) return undefined;
    const details = changeDetails({
      record,
      wanted,
      declared: this.#template.resources[wanted.logicalId]?.properties ?? {},
      changedParameters: this.#changedParameters(),
      known: this.#known,
      types: this.#source.types,
      withValues: this.#withValues,
    });
    if (details.length === 0) return undefined;
    const replacement = replacementOf(details);
    this.#known.set(wanted.logicalId, { replacement });
    return {
      ...(replacement === 'True'
        ? {
            PolicyAction:
              record.updateReplacePolicy === 'Retain'
                ? ('ReplaceAndRetain' as const)
                : ('ReplaceAndDelete' as const),
          }
        : {}),
      Action: 'Modify',
      LogicalResourceId: wanted.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: wanted.type,
      Replacement: replacement,
      Scope: [...new Set(details.flatMap((detail) => detail.Target?.Attribute ?? []))],
      Details: details,
      ...(this.#withValues ? { BeforeContext: context(record), AfterContext: context(wanted) } : {}),
    };
  }

  #removals(active: ReadonlySet<string>): ResourceChange[] {
    const gone = Object.values(this.#stack.resources).filter(
      (record) => !active.has(record.logicalId) && this.#existing(record.logicalId),
    );
    return gone.map((record) => ({
      PolicyAction: record.deletionPolicy.startsWith('Retain') ? ('Retain' as const) : ('Delete' as const),
      Action: 'Remove' as const,
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: record.type,
      Scope: [],
      Details: [],
      ...(this.#withValues ? { BeforeContext: context(record) } : {}),
    }));
  }

  #changedParameters(): Set<string> {
    const { parameters: before } = this.#stack.definition;
    const { parameters: after } = this.#definition;
    return new Set(
      Object.keys(after).filter((name) => before[name] !== undefined && before[name] !== after[name]),
    );
  }
}

/** Certain when a property that always needs it certainly changes; otherwise it depends on the execution. */
function replacementOf(details: readonly ResourceChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const needing = details.filter((detail) => detail.Target?.RequiresRecreation !== 'Never');
  if (needing.length === 0) return 'False';
  const certain = needing.some(
    (detail) => detail.Target?.RequiresRecreation === 'Always' && detail.Evaluation === 'Static',
  );
  return certain ? 'True' : 'Conditional';
}

function context({ properties, metadata }: { readonly properties: Json; readonly metadata?: Json }): string {
  return JSON.stringify({
    Properties: properties,
    ...(metadata === undefined ? {} : { Metadata: metadata }),
  });
}
