import type { RequestEvidence } from './evidence.js';

/** A stretch of a request's time. */
export interface Phase {
  readonly name: 'waf' | 'authorizer' | 'gateway' | 'integration' | 'first content' | 'stream';
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * Where the time of a request went, in the order of its way. `gateway` is what API Gateway took besides the others; `integration` lasts
 * until the headers of the answer, `first content` from there to the first byte of its body, `stream` to its end. All of the integration's times
 * count from the moment its connection stood (DG/response-streaming-troubleshoot). A phase the logs do not tell is left out.
 */
export function phasesOf({ access, forwarder }: RequestEvidence): Phase[] {
  if (access === undefined) return forwarderPhases(forwarder?.timeToFirstByteMs, forwarder?.durationMs);
  const number = (field: string) => numberOf(access.fields[field]);
  const waf = number('wafLatency') ?? 0;
  const authorizer = number('authorizerLatency') ?? 0;
  const integration = number('integrationLatency') ?? 0;
  const headers = Math.min(number('timeToAllHeaders') ?? integration, integration);
  const content = Math.min(Math.max(access.timeToFirstContent ?? headers, headers), integration);
  const phases: Phase[] = [
    { name: 'waf', ms: waf },
    { name: 'authorizer', ms: authorizer },
    { name: 'gateway', ms: (access.latency ?? 0) - waf - authorizer - integration },
    { name: 'integration', ms: headers },
    { name: 'first content', ms: content - headers },
    { name: 'stream', ms: integration - content },
  ];
  return phases.filter(({ ms }) => ms > 0);
}

function forwarderPhases(firstByte: number | undefined, duration: number | undefined): Phase[] {
  if (duration === undefined) return [];
  const begin = Math.min(firstByte ?? duration, duration);
  const phases: Phase[] = [
    { name: 'integration', ms: begin },
    { name: 'stream', ms: duration - begin },
  ];
  return phases.filter(({ ms }) => ms > 0);
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? undefined : value;
}
