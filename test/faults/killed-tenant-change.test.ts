import { describeKilled } from '../support/faults/describe-killed.js';
import { tenantChange } from '../support/faults/scenarios.js';

await describeKilled(tenantChange);
