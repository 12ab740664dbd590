import { describeKilled } from '../support/faults/describe-killed.js';
import { tenantRotation } from '../support/faults/scenarios.js';

await describeKilled(tenantRotation);
