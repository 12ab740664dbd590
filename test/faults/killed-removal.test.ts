import { describeKilled } from '../support/faults/describe-killed.js';
import { removal } from '../support/faults/scenarios.js';

await describeKilled(removal);
