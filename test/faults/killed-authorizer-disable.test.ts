import { describeKilled } from '../support/faults/describe-killed.js';
import { disabling } from '../support/faults/scenarios.js';

await describeKilled(disabling);
