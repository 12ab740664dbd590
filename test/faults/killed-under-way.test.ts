import { describeKilled } from '../support/faults/describe-killed.js';
import { parameterChange, removal } from '../support/faults/scenarios.js';

/** Slow enough for the next run to meet the stack operation under way and to have to follow it. */
const pace = 20;

await describeKilled(parameterChange, pace);
await describeKilled(removal, pace);
