import { describeDisturbed, describeSeeded } from '../support/faults/describe-disturbed.js';
import { firstDeployment } from '../support/faults/scenarios.js';
import { seedsOf } from '../support/faults/seed.js';

await describeDisturbed(firstDeployment);
await describeSeeded(firstDeployment, seedsOf(firstDeployment));
