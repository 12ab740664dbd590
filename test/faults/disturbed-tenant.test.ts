import { describeDisturbed } from '../support/faults/describe-disturbed.js';
import { tenantAddition } from '../support/faults/scenarios.js';

await describeDisturbed(tenantAddition);
