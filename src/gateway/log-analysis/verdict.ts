import { statusOf, type RequestEvidence } from './evidence.js';
import type { FailurePlace } from './failure-rule.js';
import { failureRules } from './failure-rules.js';

/** What became of a request. */
export interface Verdict {
  /** `unknown`: the lines there are do not say. */
  readonly outcome: 'answered' | 'failed' | 'unknown';
  /** Where it failed. */
  readonly place?: FailurePlace;
  readonly what: string;
  readonly why?: string;
  /** What to do, a line each. */
  readonly next: readonly string[];
}

/** Judges a request by its lines. */
export function judge(evidence: RequestEvidence): Verdict {
  const rule = failureRules.find(({ applies }) => applies(evidence));
  if (rule) {
    const { place, what } = rule;
    return { outcome: 'failed', place, what, why: rule.why(evidence), next: rule.next(evidence) };
  }
  const status = statusOf(evidence);
  if (status === undefined) return unknown;
  return status < 400 ? answered(evidence) : otherFailure(evidence, status);
}

const unknown: Verdict = {
  outcome: 'unknown',
  what: 'Its lines do not say how it ended.',
  why: 'The access line and the line of the forwarder are missing: they may still come, or the request is under way.',
  next: ['Ask again in two minutes.'],
};

function answered({ forwarder }: RequestEvidence): Verdict {
  const intervened = forwarder?.guardrailAction === 'GUARDRAIL_INTERVENED';
  return {
    outcome: 'answered',
    what: intervened ? "It was answered with the guardrail's words." : 'It was answered.',
    ...(intervened && {
      why: 'A guardrail stepped in: the client got its message in place of the model’s, or of the prompt.',
    }),
    next: [],
  };
}

function otherFailure({ access }: RequestEvidence, status: number): Verdict {
  const type = access?.fields['responseType'];
  return {
    outcome: 'failed',
    what: `It was answered with ${status}${type === undefined ? '' : ` (${type})`}.`,
    why: access?.fields['errorMessage'] ?? access?.fields['integrationError'],
    next: ['aigw logs tail --source execution --since 15m'],
  };
}
