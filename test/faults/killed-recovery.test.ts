import { describeKilled } from '../support/faults/describe-killed.js';
import { recoveryOfCreation, recoveryOfRollback } from '../support/faults/scenarios.js';

await describeKilled(recoveryOfCreation, { at: /DeleteStack|ChangeSet/ });
await describeKilled(recoveryOfRollback, { at: /ContinueUpdateRollback|ChangeSet/ });
await describeKilled(recoveryOfRollback, { at: /ContinueUpdateRollback/, pace: 20 });
