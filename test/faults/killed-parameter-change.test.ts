import { describeKilled } from '../support/faults/describe-killed.js';
import { parameterChange } from '../support/faults/scenarios.js';

await describeKilled(parameterChange);
