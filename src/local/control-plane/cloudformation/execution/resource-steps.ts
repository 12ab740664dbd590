import type { ResourceStatus } from '@aws-sdk/client-cloudformation';
import { takeFailure, type InjectedFailure } from '../failures.js';
import { resolveDynamicReferences } from '../resources/dynamic-references.js';
import type { ExistingResource, ProvisionedResource, ResourceRequest } from '../resources/provider.js';
import type { Obsolete, ResourceRecord, StackOperation, StackRecord } from '../stack/records.js';
import { sameJson, type Json, type JsonObject } from '../template/document.js';
import type { EngineParts } from './engine-parts.js';
import { StoppedError } from './jobs.js';
import { failureReason, InjectedFailureError, isGone } from './handler-failure.js';

/** A resource as the template wants it, evaluated. */
export interface WantedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly stackTags: Readonly<Record<string, string>>;
  readonly metadata?: Json;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  readonly dependsOn: readonly string[];
}

const replacementReason =
  'Requested update requires the creation of a new physical resource; hence creating one.';
const initiatedReason = 'Resource creation Initiated';

/** Takes over what a provider says a resource is; what it was asked for is known already. */
function identify(record: ResourceRecord, { physicalId, attributes }: ProvisionedResource): void {
  Object.assign(record, { physicalId, attributes });
}

/** Makes a record what it was, without a trace of what came after. */
export function revertRecord(record: ResourceRecord, before: ResourceRecord): void {
  delete record.metadata;
  delete record.statusReason;
  Object.assign(record, structuredClone(before));
}

/** Creates, updates and deletes single resources of one stack, writing the events that AWS writes. */
export class ResourceSteps {
  readonly #parts: EngineParts;
  readonly #stack: StackRecord;
  readonly #operation: StackOperation;
  /** Whether the operation has failed meanwhile: what finishes after that is cancelled. */
  readonly #cancelled: () => boolean;

  constructor(parts: EngineParts, stack: StackRecord, operation: StackOperation, cancelled: () => boolean) {
    this.#parts = parts;
    this.#stack = stack;
    this.#operation = operation;
    this.#cancelled = cancelled;
  }

  /** Makes a resource that the stack does not have yet. Answers whether it succeeded. */
  async create(wanted: WantedResource): Promise<boolean> {
    const record = this.#newRecord(wanted);
    this.#stack.resources[wanted.logicalId] = record;
    this.#say(record, 'CREATE_IN_PROGRESS');
    return this.#attempt(record, 'CREATE', async () => {
      const provisioned = await this.#provision(record, wanted, 'CREATE_IN_PROGRESS', () => undefined);
      identify(record, provisioned);
    });
  }

  /** Changes a resource in place. */
  async update(record: ResourceRecord, wanted: WantedResource): Promise<boolean> {
    this.#say(record, 'UPDATE_IN_PROGRESS', undefined, wanted.properties);
    return this.#attempt(record, 'UPDATE', async () => {
      await this.#parts.jobs.pause(this.#parts.options.pace);
      this.#failIfOrdered(record.logicalId, 'update', 'before');
      const current = this.#existing(record);
      // From here on the resource may have changed, whatever the outcome: a rollback starts from what was wanted.
      record.properties = wanted.properties;
      record.stackTags = wanted.stackTags;
      this.#validate(wanted);
      const provider = this.#parts.provider(record.type);
      identify(record, await provider.update(await this.#request(wanted), current));
      this.#failIfOrdered(record.logicalId, 'update', 'after');
      this.#describe(record, wanted);
    });
  }

  /** Makes a new physical resource; the old one becomes obsolete and is deleted when the update is complete. */
  async replace(record: ResourceRecord, wanted: WantedResource): Promise<boolean> {
    this.#say(record, 'UPDATE_IN_PROGRESS', replacementReason, wanted.properties);
    return this.#attempt(record, 'UPDATE', async () => {
      const old = this.obsolete(record, record.updateReplacePolicy === 'Retain');
      const provisioned = await this.#provision(record, wanted, 'UPDATE_IN_PROGRESS', () => {
        this.#operation.obsolete.push(old);
      });
      identify(record, provisioned);
      this.#describe(record, wanted);
    });
  }

  /** Deletes a resource of the stack; a retained one is only forgotten. */
  async delete(record: ResourceRecord, retained: boolean): Promise<boolean> {
    if (retained) {
      this.#say(record, 'DELETE_SKIPPED');
      return true;
    }
    if (record.physicalId === '') {
      this.#say(record, 'DELETE_COMPLETE');
      return true;
    }
    this.#say(record, 'DELETE_IN_PROGRESS');
    const reason = await this.#deletePhysical(record.logicalId, record.type, this.#existing(record));
    if (reason !== undefined && this.#operation.force) {
      this.#say(record, 'DELETE_SKIPPED', reason);
      return true;
    }
    this.#say(record, reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', reason);
    return reason === undefined;
  }

  /** Deletes what an update or its rollback left over. Its events carry no properties, as on AWS. */
  async deleteObsolete(obsolete: Obsolete): Promise<boolean> {
    const say = (status: ResourceStatus, reason?: string): void => {
      const { logicalId, type, physicalId } = obsolete;
      this.#parts.events.resource(this.#stack, {
        logicalId,
        type,
        physicalId,
        status,
        ...(reason === undefined ? {} : { reason }),
      });
    };
    if (obsolete.retained) {
      say('DELETE_SKIPPED');
      return true;
    }
    say('DELETE_IN_PROGRESS');
    const reason = await this.#deletePhysical(obsolete.logicalId, obsolete.type, obsolete);
    say(reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', reason);
    return reason === undefined;
  }

  /** Puts a resource back to how it was before a failed update. */
  async restore(record: ResourceRecord, before: ResourceRecord): Promise<boolean> {
    if (record.physicalId !== before.physicalId) this.#restorePhysical(record);
    else if (!(await this.#restoreProperties(record, before))) return false;
    revertRecord(record, before);
    this.#say(record, 'UPDATE_COMPLETE');
    return true;
  }

  /** Deletes a resource whose creation was interrupted, silently: it is about to be made again. */
  async discard(record: ResourceRecord): Promise<void> {
    if (record.physicalId !== '')
      await this.#deletePhysical(record.logicalId, record.type, this.#existing(record));
  }

  obsolete(record: ResourceRecord, retained: boolean): Obsolete {
    const { logicalId, type, dependsOn } = record;
    return { logicalId, type, dependsOn, retained, ...structuredClone(this.#existing(record)) };
  }

  /** The new physical resource goes, the old one is wanted again. */
  #restorePhysical(record: ResourceRecord): void {
    const { obsolete } = this.#operation;
    const kept = obsolete.findIndex((one) => one.logicalId === record.logicalId);
    if (kept >= 0) obsolete.splice(kept, 1);
    if (record.physicalId !== '') obsolete.push(this.obsolete(record, false));
  }

  async #restoreProperties(record: ResourceRecord, before: ResourceRecord): Promise<boolean> {
    const wanted: WantedResource = { ...before };
    this.#say(record, 'UPDATE_IN_PROGRESS', undefined, before.properties);
    return this.#attempt(
      record,
      'UPDATE',
      async () => {
        await this.#parts.jobs.pause(this.#parts.options.pace);
        this.#failIfOrdered(record.logicalId, 'update', 'before');
        if (sameJson(record.properties, before.properties) && sameJson(record.stackTags, before.stackTags))
          return;
        await this.#parts.provider(record.type).update(await this.#request(wanted), this.#existing(record));
      },
      'silent',
    );
  }

  async #provision(
    record: ResourceRecord,
    wanted: WantedResource,
    status: ResourceStatus,
    initiated: () => void,
  ): Promise<ProvisionedResource> {
    await this.#parts.jobs.pause(this.#parts.options.pace);
    this.#validate(wanted);
    this.#failIfOrdered(record.logicalId, 'create', 'before');
    let announced = false;
    const announce = (physicalId: string): void => {
      if (announced) return;
      announced = true;
      initiated();
      Object.assign(record, {
        physicalId,
        attributes: {},
        properties: wanted.properties,
        stackTags: wanted.stackTags,
      });
      this.#say(record, status, initiatedReason);
    };
    const provisioned = await this.#parts
      .provider(record.type)
      .create({ ...(await this.#request(wanted)), initiated: announce });
    announce(provisioned.physicalId);
    identify(record, provisioned);
    this.#failIfOrdered(record.logicalId, 'create', 'after');
    return provisioned;
  }

  async #attempt(
    record: ResourceRecord,
    verb: 'CREATE' | 'UPDATE',
    work: () => Promise<void>,
    success: 'say' | 'silent' = 'say',
  ): Promise<boolean> {
    try {
      await work();
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      this.#say(record, `${verb}_FAILED`, failureReason(record.type, error));
      return false;
    }
    if (success === 'silent') return true;
    if (this.#cancelled()) {
      this.#say(record, `${verb}_FAILED`, `Resource ${verb === 'CREATE' ? 'creation' : 'update'} cancelled`);
      return false;
    }
    this.#say(record, `${verb}_COMPLETE`);
    return true;
  }

  /** Deletes a physical resource; answers why it could not. */
  async #deletePhysical(
    logicalId: string,
    type: string,
    existing: ExistingResource,
  ): Promise<string | undefined> {
    await this.#parts.jobs.pause(this.#parts.options.pace);
    try {
      this.#failIfOrdered(logicalId, 'delete', 'before');
      const typed = { ...existing, properties: this.#parts.types.typed(type, existing.properties) };
      const request = {
        ...this.#requestBase(logicalId, type),
        properties: typed.properties,
        stackTags: existing.stackTags,
      };
      await this.#parts.provider(type).delete(request, typed);
      return undefined;
    } catch (error) {
      return isGone(error) ? undefined : failureReason(type, error);
    }
  }

  #failIfOrdered(logicalId: string, action: InjectedFailure['action'], when: 'before' | 'after'): void {
    const step = { stackName: this.#stack.stackName, logicalId, action, when };
    const reason = takeFailure(this.#parts.region.state, step);
    if (reason !== undefined) throw new InjectedFailureError(reason);
  }

  #validate(wanted: WantedResource): void {
    const problems = this.#parts.types.problems(
      wanted.type,
      this.#parts.types.typed(wanted.type, wanted.properties),
    );
    if (problems.length === 0) return;
    throw new Error(
      `Properties validation failed for resource ${wanted.logicalId} with message:\n${problems.join('\n')}`,
    );
  }

  #newRecord(wanted: WantedResource): ResourceRecord {
    return {
      ...wanted,
      physicalId: '',
      attributes: {},
      status: 'CREATE_IN_PROGRESS',
      timestamp: new Date(this.#parts.region.clock.now()),
    };
  }

  /** Takes over what the template says of a resource beside its properties. */
  #describe(record: ResourceRecord, wanted: WantedResource): void {
    const { deletionPolicy, updateReplacePolicy, dependsOn, metadata } = wanted;
    Object.assign(record, { deletionPolicy, updateReplacePolicy, dependsOn });
    if (metadata === undefined) delete record.metadata;
    else record.metadata = metadata;
  }

  #existing(record: ResourceRecord): ExistingResource {
    const { physicalId, attributes, stackTags } = record;
    return {
      physicalId,
      attributes,
      stackTags,
      properties: this.#parts.types.typed(record.type, record.properties),
    };
  }

  async #request(wanted: WantedResource): Promise<ResourceRequest> {
    const typed = this.#parts.types.typed(wanted.type, wanted.properties);
    const properties = await resolveDynamicReferences(this.#parts.region, typed);
    return { ...this.#requestBase(wanted.logicalId, wanted.type), properties, stackTags: wanted.stackTags };
  }

  #requestBase(logicalId: string, type: string): Omit<ResourceRequest, 'properties' | 'stackTags'> {
    const { stackName, stackId } = this.#stack;
    return { region: this.#parts.region, type, logicalId, stackName, stackId, initiated: () => undefined };
  }

  #say(
    record: ResourceRecord,
    status: ResourceStatus,
    reason?: string,
    properties = record.properties,
  ): void {
    record.status = status;
    record.timestamp = new Date(this.#parts.region.clock.now());
    if (reason === undefined) delete record.statusReason;
    else record.statusReason = reason;
    const { logicalId, type, physicalId } = record;
    this.#parts.events.resource(this.#stack, {
      logicalId,
      type,
      physicalId,
      status,
      properties,
      ...(reason === undefined ? {} : { reason }),
    });
  }
}
