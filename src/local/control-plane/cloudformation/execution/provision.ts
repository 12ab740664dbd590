import { readTemplate } from '../template/read-template.js';
import { sameJson } from '../template/document.js';
import type { Scope } from '../template/evaluate.js';
import { dependenciesOf } from '../template/references.js';
import type { ResourceTypes } from '../resources/resource-types.js';
import type { ResourceRecord, StackOperation, StackRecord } from '../stack/records.js';
import { activeResources, stackScope } from '../stack/scope.js';
import type { EngineParts } from './engine-parts.js';
import { runInOrder } from './graph.js';
import { failureReason } from './handler-failure.js';
import { checkExports, evaluateOutputs, importedNames } from './outputs.js';
import { ResourceSteps, revertRecord, type WantedResource } from './resource-steps.js';
import { existingResources, wantedResource } from './wanted-resources.js';

/** How bringing a stack to its template went. */
export interface ProvisionOutcome {
  readonly failedToCreate: readonly string[];
  readonly failedToUpdate: readonly string[];
  /** Set when the resources are there but the outputs cannot be made. */
  readonly problem?: string;
}

/**
 * Brings a stack's resources to what its definition says, in parallel, each after what it depends on. Running it again
 * after an interruption does what was left.
 */
export class Provisioning {
  readonly #parts: EngineParts;
  readonly #stack: StackRecord;
  readonly #operation: StackOperation;
  readonly #scope: Scope;
  readonly #steps: ResourceSteps;
  readonly #failed = { create: [] as string[], update: [] as string[] };

  constructor(parts: EngineParts, stack: StackRecord, operation: StackOperation) {
    const { definition } = stack;
    const template = readTemplate(definition.templateBody);
    const identity = { ...stack, notificationArns: definition.notificationArns };
    const lookup = existingResources(() => stack.resources);
    this.#parts = parts;
    this.#stack = stack;
    this.#operation = operation;
    this.#scope = stackScope(parts, template, definition.parameters, identity, lookup);
    // Resources that are kept for a look at them are not cancelled when another fails.
    this.#steps = new ResourceSteps(
      parts,
      stack,
      operation,
      () => this.#isStopping() && !operation.disableRollback,
    );
  }

  async run(): Promise<ProvisionOutcome> {
    await this.#forgetInterrupted();
    const { template } = this.#scope;
    const active = [...activeResources(template, this.#scope)];
    await runInOrder(
      active,
      (id) => dependenciesOf(template, id),
      (id) => this.#bring(id),
    );
    const outcome = { failedToCreate: this.#failed.create, failedToUpdate: this.#failed.update };
    if (this.#isStopping()) return outcome;
    this.#removeOthers(new Set(active));
    return { ...outcome, ...this.#settleOutputs() };
  }

  #isStopping(): boolean {
    return this.#operation.cancelled || this.#failed.create.length > 0 || this.#failed.update.length > 0;
  }

  async #bring(logicalId: string): Promise<boolean> {
    if (this.#isStopping()) return false;
    const record = this.#stack.resources[logicalId];
    const wanted = this.#evaluate(logicalId, record);
    if (!wanted) return false;
    if (!record) return this.#note('create', logicalId, await this.#steps.create(wanted));
    if (!needsUpdate(record, wanted)) {
      Object.assign(record, { ...wanted, properties: record.properties });
      return true;
    }
    const replaced = needsReplacement(record, wanted, this.#parts.types);
    const done = replaced ? this.#steps.replace(record, wanted) : this.#steps.update(record, wanted);
    return this.#note('update', logicalId, await done);
  }

  #note(verb: 'create' | 'update', logicalId: string, succeeded: boolean): boolean {
    if (!succeeded) this.#failed[verb].push(logicalId);
    return succeeded;
  }

  /** A resource whose properties cannot be evaluated fails like one whose service refuses it. */
  #evaluate(logicalId: string, record: ResourceRecord | undefined): WantedResource | undefined {
    const { template } = this.#scope;
    try {
      return wantedResource(template, logicalId, this.#scope, this.#stack.definition, this.#parts.types);
    } catch (error) {
      const type = template.resources[logicalId]?.type ?? '';
      const verb = record ? 'update' : 'create';
      const status = record ? 'UPDATE_FAILED' : 'CREATE_FAILED';
      const reason = failureReason(type, error);
      if (record) Object.assign(record, { status, statusReason: reason });
      this.#parts.events.resource(this.#stack, {
        logicalId,
        type,
        physicalId: record?.physicalId ?? '',
        status,
        reason,
        properties: {},
      });
      this.#note(verb, logicalId, false);
      return undefined;
    }
  }

  #removeOthers(active: ReadonlySet<string>): void {
    for (const record of Object.values(this.#stack.resources)) {
      if (active.has(record.logicalId)) continue;
      this.#operation.obsolete.push(
        this.#steps.obsolete(
          record,
          record.deletionPolicy !== 'Delete' && record.deletionPolicy !== 'Snapshot',
        ),
      );
      this.#stack.resources = without(this.#stack.resources, record.logicalId);
    }
  }

  #settleOutputs(): { problem?: string } {
    try {
      const outputs = evaluateOutputs(this.#scope);
      checkExports(this.#parts.store, this.#stack, outputs);
      this.#stack.outputs = outputs;
      this.#stack.importedNames = importedNames(this.#scope);
      return {};
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  /** After a restart: what was under way when it stopped is undone, so that it is done again from the start. */
  async #forgetInterrupted(): Promise<void> {
    for (const record of Object.values(this.#stack.resources)) {
      const before = this.#operation.stable?.resources[record.logicalId];
      if (!before && record.status !== 'CREATE_COMPLETE' && record.status !== 'UPDATE_COMPLETE') {
        await this.#steps.discard(record);
        this.#stack.resources = without(this.#stack.resources, record.logicalId);
      } else if (before && record.status === 'UPDATE_IN_PROGRESS') {
        await this.#forgetUpdate(record, before);
      }
    }
  }

  async #forgetUpdate(record: ResourceRecord, before: ResourceRecord): Promise<void> {
    if (record.physicalId !== before.physicalId) {
      await this.#steps.discard(record);
      const { obsolete } = this.#operation;
      const index = obsolete.findIndex((one) => one.logicalId === record.logicalId);
      if (index >= 0) obsolete.splice(index, 1);
    }
    revertRecord(record, before);
  }
}

function without(
  resources: Readonly<Record<string, ResourceRecord>>,
  logicalId: string,
): Record<string, ResourceRecord> {
  return Object.fromEntries(Object.entries(resources).filter(([id]) => id !== logicalId));
}

function needsUpdate(record: ResourceRecord, wanted: WantedResource): boolean {
  return (
    record.status.endsWith('_FAILED') ||
    !sameJson(record.properties, wanted.properties) ||
    !sameJson(record.stackTags, wanted.stackTags) ||
    !sameJson(record.metadata, wanted.metadata)
  );
}

function needsReplacement(record: ResourceRecord, wanted: WantedResource, types: ResourceTypes): boolean {
  const names = new Set([...Object.keys(record.properties), ...Object.keys(wanted.properties)]);
  return [...names].some(
    (name) =>
      types.updateBehavior(record.type, name) === 'replacement' &&
      !sameJson(record.properties[name], wanted.properties[name]),
  );
}
