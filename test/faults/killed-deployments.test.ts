import { describeKilled } from '../support/faults/describe-killed.js';
import {
  deploymentCreation,
  deploymentPruning,
  deploymentRollback,
} from '../support/faults/release-scenarios.js';

await describeKilled(deploymentCreation);
await describeKilled(deploymentRollback);
await describeKilled(deploymentPruning);
