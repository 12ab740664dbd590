import type { ApiSnapshot } from '../control-plane/apigateway/api-source.js';
import type { LocalRegion } from '../region.js';
import { openExchange, type Exchange } from './exchange.js';
import type { HeaderList } from './headers.js';

/** What trials through the control plane have in common: TestInvokeMethod and TestInvokeAuthorizer. */
export interface Trial {
  readonly apiId: string;
  /** The draft: a trial does not need a deployment. */
  readonly draft: ApiSnapshot;
  readonly pathWithQueryString?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/**
 * Begins a trial as if a client had asked.
 *
 * @param as.stageName the name that functions see: a trial has no stage
 */
export function openTrial(
  region: LocalRegion,
  trial: Trial,
  as: { readonly httpMethod: string; readonly stageName: string; readonly signal: AbortSignal },
): Exchange {
  const [path = '/', query = ''] = (trial.pathWithQueryString ?? '/').split('?', 2);
  const stage = { stageName: as.stageName, variables: trial.stageVariables ?? {} };
  return openExchange({
    region,
    request: {
      method: as.httpMethod,
      path,
      query,
      headers: trialHeaders(trial),
      protocol: 'HTTP/1.1',
      sourceIp: 'test-invoke-source-ip',
      port: 443,
    },
    apiId: trial.apiId,
    stageName: stage.stageName,
    live: { stage, snapshot: trial.draft },
    signal: as.signal,
    draw: 0,
  });
}

/** Headers of a trial: a name in `multiValueHeaders` counts instead of the same in `headers`. */
function trialHeaders({ headers = {}, multiValueHeaders = {} }: Trial): HeaderList {
  const multi = Object.entries(multiValueHeaders).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return [...Object.entries(headers).filter(([name]) => !(name in multiValueHeaders)), ...multi];
}

/** The execution log of a trial, as text. */
export function executionLog({ requestId, trace }: Exchange): string {
  const lines = trace.lines.map(({ timestamp, text }) => `${logDate(timestamp)} : ${text}`);
  return [`Execution log for request ${requestId}`, ...lines, ''].join('\n');
}

/** E.g. `Tue Oct 12 21:09:59 UTC 2021`. */
function logDate(time: number): string {
  const [weekday = '', day = '', month = '', year = '', clock = ''] = new Date(time)
    .toUTCString()
    .split(/,? /);
  return `${weekday} ${month} ${day} ${clock} UTC ${year}`;
}
