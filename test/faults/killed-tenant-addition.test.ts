import { describeKilled } from '../support/faults/describe-killed.js';
import { tenantAddition } from '../support/faults/scenarios.js';

await describeKilled(tenantAddition);
