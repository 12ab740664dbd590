import { describeKilled } from '../support/faults/describe-killed.js';
import { canaryAbortion, canaryPromotion, canaryShift } from '../support/faults/release-scenarios.js';

await describeKilled(canaryShift);
await describeKilled(canaryPromotion);
await describeKilled(canaryAbortion);
