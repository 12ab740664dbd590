import type { Clock } from '../clock.js';
import { CompletenessMeter } from '../logs/completeness.js';
import type { KeyOwners } from '../logs/key-owners.js';
import type { LogService } from '../logs/log-service.js';
import { readRangeBatches, type Span } from '../logs/read-range.js';
import type { LogSource } from '../logs/read-pages.js';
import type { Progress } from '../progress.js';
import type { GatewayLogGroups } from './log-groups.js';
import type { PriceList } from './prices.js';
import { NamedRequests } from './named-requests.js';
import { StatisticsGatherer, type Dimension, type LogStatistics } from './statistics.js';

export interface StatisticsTools {
  readonly logs: Pick<LogService, 'filter'>;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly owners: KeyOwners;
}

export interface StatisticsRequest {
  readonly groups: GatewayLogGroups;
  readonly span: Span;
  readonly by: Dimension;
  readonly prices: PriceList;
}

const patience = 5;

/** The lines that figures are made of. The service leaves out what Lambda itself writes. */
export function figureSources(groups: GatewayLogGroups): LogSource[] {
  return [{ group: groups.access }, { group: groups.forwarder, pattern: '{ $.lambdaRequestId = "*" }' }];
}

/** Counts the requests of a time range from both of their lines. */
export async function collectStatistics(
  { logs, clock, progress, owners }: StatisticsTools,
  { groups, span, by, prices }: StatisticsRequest,
): Promise<LogStatistics> {
  const reading = { logs, clock, meter: new CompletenessMeter(), patience };
  const gatherer = new StatisticsGatherer(by, span.from, span.to);
  const requests = new NamedRequests(owners);
  const lines = { access: 0, forwarder: 0 };
  await progress.step('Reading the logs', async (step) => {
    for await (const batch of readRangeBatches(reading, figureSources(groups), span)) {
      for (const { group } of batch) lines[group === groups.access ? 'access' : 'forwarder']++;
      for (const request of await requests.read(batch)) gatherer.add(request);
      step.report(`${String(lines.access + lines.forwarder)} lines`);
    }
    for (const request of await requests.end()) gatherer.add(request);
    step.conclude(`Read ${String(lines.access + lines.forwarder)} lines`);
  });
  if (lines.access === 0 && lines.forwarder > 0) progress.warn(noAccessLines);
  return gatherer.result(prices);
}

const noAccessLines =
  'There are no access lines: requests that were refused before the forwarder are not counted. Access logs are on with: aigw deploy --param EnableAccessLogs=true';
