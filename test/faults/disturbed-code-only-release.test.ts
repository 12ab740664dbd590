import { describeDisturbed, describeSeeded } from '../support/faults/describe-disturbed.js';
import { codeOnlyRelease } from '../support/faults/scenarios.js';
import { seedsOf } from '../support/faults/seed.js';

await describeDisturbed(codeOnlyRelease);
await describeSeeded(codeOnlyRelease, seedsOf(codeOnlyRelease));
