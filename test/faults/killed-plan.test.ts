import { describeKilled } from '../support/faults/describe-killed.js';
import { plan, preparedPlan } from '../support/faults/scenarios.js';

await describeKilled(plan);
await describeKilled(preparedPlan);
