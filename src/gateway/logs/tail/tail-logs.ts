import type { GatewayLogGroups } from '../../log-analysis/log-groups.js';
import type { Clock } from '../../clock.js';
import { anyOf } from '../any-of.js';
import type { CompletenessMeter } from '../completeness.js';
import { followBatches } from '../follow-groups.js';
import type { KeyOwners } from '../key-owners.js';
import type { LogService } from '../log-service.js';
import type { Batch } from '../merge-batches.js';
import { readRangeBatches } from '../read-range.js';
import { untilLeft } from '../until-left.js';
import { wantedLines, type TailConditions } from './conditions.js';
import { HoldBack } from './hold-back.js';
import { RequestLines } from './request-lines.js';
import { readTailLine, type LogSourceName, type RequestFacts, type TailLine } from './tail-line.js';
import { tailedGroups, type TailedGroup } from './tailed-groups.js';

export interface TailRequest {
  readonly groups: GatewayLogGroups;
  readonly sources: readonly LogSourceName[];
  readonly conditions: TailConditions;
  /** A filter pattern of CloudWatch Logs, applied as it is to every source that is shown. */
  readonly filter?: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Exclusive. Absent: it goes on until aborted. */
  readonly to?: number;
  readonly liveTail: boolean;
  /** Lines at most: the last ones of a range, the first ones when following. */
  readonly limit?: number;
}

export interface TailServices {
  readonly logs: LogService;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly meter: CompletenessMeter;
  readonly announce: (text: string) => void;
  readonly owners: KeyOwners;
}

/** Milliseconds that lines are held, so that those of one request meet: by the clock when following, by log time otherwise. */
const heldWhenFollowing = 1_500;
const heldInRange = 5_000;
/** All lines of a request that ended so long ago have come. */
const longAgo = 15_000;
const tick = 250;
/** A read of the past that breaks off is taken up again so often in a row. */
const patience = 5;

/**
 * The lines of a gateway's logs that are wanted, merged and in order of time, with what is known of their requests.
 *
 * @throws GatewayError for what waiting does not mend
 */
export async function* tailLogs(
  services: TailServices,
  request: TailRequest,
): AsyncGenerator<readonly TailLine[]> {
  const groups = tailedGroups(request.groups, request.sources, request.conditions, request.filter);
  const lines = new TailLines(groups, request.conditions, services);
  const { to, limit = Infinity } = request;
  if (to === undefined) {
    const all = untilLeft(services.signal, (signal) =>
      follow({ ...services, signal }, request, groups, lines),
    );
    yield* firstOf(all, limit);
  } else if (limit === Infinity) yield* readPast(services, { ...request, to }, groups, lines);
  else yield await lastOf(readPast(services, { ...request, to }, groups, lines), limit);
}

async function* readPast(
  services: TailServices,
  { from, to }: { readonly from: number; readonly to: number },
  groups: readonly TailedGroup[],
  lines: TailLines,
): AsyncGenerator<readonly TailLine[]> {
  const { meter } = services;
  for await (const batch of readRangeBatches({ ...services, patience }, groups, { from, to })) {
    for (const { timestamp } of batch) meter.gaveOut(timestamp);
    lines.add(batch, ({ timestamp }) => timestamp + heldInRange);
    yield await lines.take(batch.at(-1)?.timestamp ?? -Infinity);
  }
  yield await lines.take(Infinity);
}

async function* follow(
  services: TailServices,
  { from, liveTail }: TailRequest,
  groups: readonly TailedGroup[],
  lines: TailLines,
): AsyncGenerator<readonly TailLine[]> {
  const { clock, signal } = services;
  const batches = followBatches({ ...services, sources: groups, from, liveTail });
  for await (const batch of anyOf<Batch>([batches, ticks(clock, signal)], signal)) {
    const now = clock.now();
    lines.add(batch, ({ timestamp }) => (timestamp < now - longAgo ? now : now + heldWhenFollowing));
    yield await lines.take(now);
  }
  yield await lines.take(Infinity);
}

/** So that held lines come out although nothing new arrives. */
async function* ticks(clock: Clock, signal: AbortSignal): AsyncGenerator<Batch> {
  while (!signal.aborted) {
    await clock.sleep(tick, signal);
    yield [];
  }
}

/** Lines on their way: read, joined, held back, chosen. */
class TailLines {
  readonly #groups: ReadonlyMap<string, TailedGroup>;
  readonly #isWanted: (line: TailLine) => boolean;
  readonly #requests = new RequestLines();
  readonly #held = new HoldBack();

  constructor(
    groups: readonly TailedGroup[],
    conditions: TailConditions,
    private readonly services: Pick<TailServices, 'meter' | 'owners'>,
  ) {
    this.#groups = new Map(groups.map((group) => [group.group, group]));
    this.#isWanted = wantedLines(conditions);
  }

  add(batch: Batch, dueOf: (event: Batch[number]) => number): void {
    for (const event of batch) {
      const group = this.#groups.get(event.group);
      if (!group) continue;
      const line = this.#requests.joined(readTailLine(event, group.source));
      if (!line) this.services.meter.duplicates++;
      else if (group.shown) this.#held.add(line, dueOf(event));
    }
  }

  async take(now: number): Promise<TailLine[]> {
    const due = this.#held.take(now);
    await nameTenants(due, this.services.owners);
    return due.filter(this.#isWanted);
  }
}

/** Gives requests that came with an API key alone the name of whose it is. */
async function nameTenants(lines: readonly TailLine[], owners: KeyOwners): Promise<void> {
  const nameless = lines.map(({ facts }) => facts).filter(isNameless);
  if (nameless.length === 0) return;
  await owners.learn(nameless.map(keyIn));
  for (const facts of nameless) facts.tenant = owners.of(keyIn(facts)) ?? facts.tenant;
}

/** The forwarder calls the tenant what the key is called, where no authorizer names it. */
function isNameless({ tenant, apiKeyId }: RequestFacts): boolean {
  return tenant === undefined ? apiKeyId !== undefined : apiKeyId === undefined || tenant === apiKeyId;
}

function keyIn({ tenant, apiKeyId }: RequestFacts): string | undefined {
  return apiKeyId ?? tenant;
}

async function* firstOf(
  batches: AsyncIterable<readonly TailLine[]>,
  limit: number,
): AsyncGenerator<readonly TailLine[]> {
  let left = limit;
  for await (const lines of batches) {
    yield lines.slice(0, left);
    left -= lines.length;
    if (left <= 0) return;
  }
}

async function lastOf(
  batches: AsyncIterable<readonly TailLine[]>,
  limit: number,
): Promise<readonly TailLine[]> {
  let kept: TailLine[] = [];
  for await (const lines of batches) {
    kept.push(...lines);
    if (kept.length > 2 * limit) kept = kept.slice(-limit);
  }
  return kept.slice(-limit);
}
