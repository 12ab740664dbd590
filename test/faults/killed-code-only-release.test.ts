import { describeKilled } from '../support/faults/describe-killed.js';
import { codeOnlyRelease } from '../support/faults/scenarios.js';

await describeKilled(codeOnlyRelease);
