import { planChanges } from '../change-set/plan.js';
import type { ChangeSetRecord, StackRecord } from '../stack/records.js';
import type { ServiceParts } from './service-parts.js';

const nothingChanged =
  "The submitted information didn't contain changes. Submit different information to create a change set.";
const invalidProperties =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

/** Works out in the background what a change set would do, as CREATE_PENDING and CREATE_IN_PROGRESS on AWS. */
export function prepareChangeSet(parts: ServiceParts, stack: StackRecord, changeSet: ChangeSetRecord): void {
  parts.jobs.start(async () => {
    await parts.jobs.pause(parts.options.pace);
    changeSet.status = 'CREATE_IN_PROGRESS';
    await parts.jobs.pause(parts.options.pace);
    try {
      settle(parts, stack, changeSet);
    } catch (error) {
      fail(changeSet, error instanceof Error ? error.message : String(error));
    }
  });
}

function settle(parts: ServiceParts, stack: StackRecord, changeSet: ChangeSetRecord): void {
  const plan = planChanges(parts, stack, changeSet.definition, false);
  for (const failure of plan.invalid) parts.events.validationFailed(stack, changeSet.operationId, failure);
  const repairs = stack.status === 'UPDATE_FAILED' || stack.status === 'CREATE_FAILED';
  if (plan.invalid.length > 0) {
    fail(changeSet, invalidProperties);
  } else if (!plan.hasChanges && !repairs) {
    fail(changeSet, nothingChanged);
  } else {
    changeSet.changes = plan.changes;
    changeSet.changesWithValues = planChanges(parts, stack, changeSet.definition, true).changes;
    changeSet.status = 'CREATE_COMPLETE';
    changeSet.executionStatus = 'AVAILABLE';
  }
}

function fail(changeSet: ChangeSetRecord, reason: string): void {
  changeSet.status = 'FAILED';
  changeSet.statusReason = reason;
}

/** Continues what a restart interrupted. */
export function resumeChangeSets(parts: ServiceParts): void {
  for (const changeSet of parts.store.changeSets()) {
    const stack = parts.store.find(changeSet.stackId);
    const pending = changeSet.status === 'CREATE_PENDING' || changeSet.status === 'CREATE_IN_PROGRESS';
    if (stack && pending) prepareChangeSet(parts, stack, changeSet);
  }
}
