import { describeKilled } from '../support/faults/describe-killed.js';
import { firstDeployment } from '../support/faults/scenarios.js';

await describeKilled(firstDeployment);
