import { describeKilled } from '../support/faults/describe-killed.js';
import { canaryDeployment, canaryReplacement, canaryStart } from '../support/faults/release-scenarios.js';

await describeKilled(canaryStart);
await describeKilled(canaryReplacement);
// What comes before the canary is the same as of any deployment.
await describeKilled(canaryDeployment, { at: /PublishVersion|CreateDeployment/ });
