import { crashOf, statusOf, type RequestEvidence } from './evidence.js';
import type { FailureRule } from './failure-rule.js';

/** The status with which Lambda took the call (DG/api-gateway-variables-for-access-logging, integration.integrationStatus). */
const lambdaSaid = (status: string) => (evidence: RequestEvidence) =>
  evidence.access?.fields['integrationServiceStatus'] === status;

/** Where the function was called, or was to be, and left no line of its own. */
export const inFunction: readonly FailureRule[] = [
  {
    place: 'function',
    what: 'Lambda had no room for the forwarder.',
    applies: lambdaSaid('429'),
    why: () =>
      'The concurrency of the account or of the function was used up; API Gateway answers that with 500.',
    next: () => [
      'Service Quotas: concurrent executions of Lambda, and reserved concurrency of the function.',
    ],
  },
  {
    place: 'function',
    what: 'API Gateway may not call the forwarder.',
    applies: lambdaSaid('403'),
    why: ({ access }) =>
      access?.fields['integrationError'] ?? 'The role that invokes it lacks the permission.',
    next: () => ['aigw deploy', 'aigw status'],
  },
  {
    place: 'function',
    what: 'The forwarder that the stage names does not exist.',
    applies: lambdaSaid('404'),
    why: ({ access }) => access?.fields['integrationError'] ?? 'Its version was deleted.',
    next: () => ['aigw deployment list', 'aigw deploy'],
  },
  {
    place: 'function',
    what: 'The forwarder died before it had answered.',
    applies: (evidence) => crashOf(evidence) !== undefined && (statusOf(evidence) ?? 500) >= 500,
    why: (evidence) => crashOf(evidence) ?? '',
    next: () => ['aigw logs tail --source forwarder --since 15m', 'aigw deployment rollback'],
  },
  {
    place: 'unreleased',
    what: 'The gateway has no release yet.',
    applies: ({ access, forwarder }) =>
      forwarder === undefined && access?.status === 503 && access.fields['integrationStatus'] === '503',
    why: () => 'The bootstrap code of the stack answered: it leaves no log line and says so to clients.',
    next: () => ['aigw deploy'],
  },
  {
    place: 'function',
    what: 'The forwarder failed.',
    applies: (evidence) =>
      (evidence.access?.status ?? 0) >= 500 &&
      evidence.access?.fields['integrationServiceStatus'] !== undefined,
    why: ({ access }) => access?.fields['integrationError'] ?? 'It left no line of its own.',
    next: () => ['aigw logs tail --source forwarder,execution --since 15m'],
  },
];
