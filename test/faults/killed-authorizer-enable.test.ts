import { describeKilled } from '../support/faults/describe-killed.js';
import { enabling } from '../support/faults/scenarios.js';

await describeKilled(enabling);
