import { describeDisturbed, describeSeeded } from '../support/faults/describe-disturbed.js';
import { parameterChange } from '../support/faults/scenarios.js';
import { seedsOf } from '../support/faults/seed.js';

await describeDisturbed(parameterChange);
await describeSeeded(parameterChange, seedsOf(parameterChange));
