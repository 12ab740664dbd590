import { describeDisturbed, describeSeeded } from '../support/faults/describe-disturbed.js';
import { removal } from '../support/faults/scenarios.js';
import { seedsOf } from '../support/faults/seed.js';

await describeDisturbed(removal);
await describeSeeded(removal, seedsOf(removal));
