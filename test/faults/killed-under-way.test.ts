import { describeKilled } from '../support/faults/describe-killed.js';
import { firstDeployment, parameterChange, removal } from '../support/faults/scenarios.js';

// Slow enough for the next run to meet the stack operation under way and to have to follow it.
const slowly = { pace: 20, at: /ExecuteChangeSet|DeleteStack/ };

await describeKilled(firstDeployment, slowly);
await describeKilled(parameterChange, slowly);
await describeKilled(removal, slowly);
