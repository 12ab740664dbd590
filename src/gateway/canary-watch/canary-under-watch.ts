import { formatDuration } from '../duration.js';
import { GatewayError, isFailure } from '../errors.js';
import type { AccessRecord } from '../logs/access-record.js';
import type { Canary, Stage } from '../release/api-service.js';
import { canaryConditionOf } from '../release/canary/canary-condition.js';
import { AccessLogReader } from './access-log-reader.js';
import { Blindness } from './blindness.js';
import { endedBySomebodyElse, replacedBySomebodyElse } from './ends.js';
import { figuresOf, Tally, type Figures } from './figures.js';
import { Judgement, type Verdict } from './judgement.js';
import { sideOf } from './request-outcome.js';
import { trafficOf, type Block } from './traffic.js';
import type { EndedEvent } from './watch-event.js';
import type { WatchRequest, WatchTools } from './watch-request.js';

/** More than this of the past is not read: an hour of a busy gateway takes minutes. */
const longestPast = 3_600_000;

/** One canary under watch. Another canary is another watch. */
export class CanaryWatch {
  #judgement: Judgement;
  #stepSince: number;
  #periodEnds: number;
  readonly #reader: AccessLogReader;
  readonly #blindness = new Blindness();
  readonly #ends: number;
  /** An end that this watch began, and of which it may not have seen the answer. */
  #began: 'promoted' | 'aborted' | undefined;

  private constructor(
    private readonly tools: WatchTools,
    private readonly request: WatchRequest,
    private stage: Stage,
    private canary: Canary,
    since: number,
  ) {
    const now = tools.clock.now();
    this.#judgement = new Judgement(request.limits);
    this.#stepSince = since;
    this.#ends = now + (request.longest ?? Infinity);
    this.#periodEnds = now + request.every;
    this.#reader = new AccessLogReader(
      tools.logs,
      tools.clock,
      request.logGroup,
      Math.max(since, now - longestPast),
    );
    this.#beginJudgement();
  }

  static async begin(tools: WatchTools, request: WatchRequest): Promise<CanaryWatch> {
    const stage = await tools.control.stage();
    const canary = watchable(stage);
    const deployments = await tools.control.deployments();
    const made = deployments.find(({ id }) => id === canary.deploymentId)?.createdAt.getTime() ?? 0;
    const now = tools.clock.now();
    // The stage's last update is the last shift, or later: then the step counts as shorter than it was.
    const since = Math.min(now, Math.max(made, stage.updatedAt?.getTime() ?? now));
    return new CanaryWatch(tools, request, stage, canary, since);
  }

  /** Reads what is new and acts on it. @returns how it ended, once it has */
  async look(): Promise<EndedEvent | undefined> {
    const stage = await this.#trying(() => this.tools.control.stage());
    if (stage) {
      const ended = await this.#notice(stage);
      if (ended) return ended;
    }
    const records = await this.#trying(() => this.#reader.read());
    this.#blindness.note(this.#now(), records);
    const recent = this.#take(records ?? []);
    const verdict = this.#tell(recent);
    return (await this.#act(verdict, stage !== undefined)) ?? this.#endInTime(verdict);
  }

  #now(): number {
    return this.tools.clock.now();
  }

  #beginJudgement(): void {
    this.#judgement.beginStep();
    this.#judgement.beginPeriod();
    const { steps, every } = this.request;
    this.tools.report({
      event: 'watching',
      time: this.#time(),
      deployments: { base: this.stage.deploymentId, canary: this.canary.deploymentId },
      percent: this.canary.percent,
      since: new Date(this.#stepSince).toISOString(),
      ...(steps && { steps: steps.filter((step) => step > this.canary.percent) }),
      everyMs: every,
    });
    this.#explainInterruption();
  }

  #explainInterruption(): void {
    const { percent } = this.canary;
    const rest = this.request.steps
      ? 'it stays there, and nobody moves it on or aborts it. Run the same command again to go on.'
      : 'it stays there.';
    this.tools.onInterrupt(`The canary is at ${percent} %: ${rest}`);
  }

  /** What others did to the stage since the last look. */
  async #notice(stage: Stage): Promise<EndedEvent | undefined> {
    const { canary } = stage;
    if (!canary || canaryConditionOf(stage) === 'promoted') return this.#endedMeanwhile(stage);
    const [before, replaced] = [this.canary, canary.deploymentId !== this.canary.deploymentId];
    if (replaced && this.request.steps) throw replacedBySomebodyElse(before, canary);
    const moved = replaced || stage.deploymentId !== this.stage.deploymentId;
    this.stage = stage;
    this.canary = canary;
    if (moved) this.#restart();
    else if (canary.percent !== before.percent) this.#beginStep(before.percent, 'somebody-else');
    return undefined;
  }

  async #endedMeanwhile(stage: Stage): Promise<EndedEvent | undefined> {
    const promoted = stage.deploymentId === this.canary.deploymentId;
    if (this.#began === (promoted ? 'promoted' : 'aborted')) {
      return stage.canary ? this.#promote() : this.#finished(this.#began);
    }
    if (this.request.steps) throw endedBySomebodyElse(this.canary, promoted);
    const reasons = [`Somebody ${promoted ? 'promoted' : 'ended'} the canary.`];
    const { verdict } = this.#judgement.judge();
    return { ...this.#ended('ended', verdict, reasons), percent: promoted ? 100 : 0, remains: false };
  }

  /** Another canary, or another base: what was seen says nothing of it. */
  #restart(): void {
    this.#judgement = new Judgement(this.request.limits);
    this.#stepSince = this.#now();
    this.#beginJudgement();
  }

  #beginStep(from: number, by: 'watch' | 'somebody-else'): void {
    this.#stepSince = this.#now();
    this.#judgement.beginStep();
    this.#beginPeriod();
    this.tools.report({ event: 'shifted', time: this.#time(), from, to: this.canary.percent, by });
    this.#explainInterruption();
  }

  #beginPeriod(): void {
    this.#judgement.beginPeriod();
    this.#periodEnds = this.#now() + this.request.every;
  }

  #take(records: readonly AccessRecord[]): Figures {
    if (this.#now() >= this.#periodEnds) this.#beginPeriod();
    const block = this.#blockOf(records);
    this.#judgement.observe(block);
    const [base, canary] = [new Tally(), new Tally()];
    base.add(block.base);
    canary.add(block.canary);
    return figuresOf(base, canary);
  }

  /** Requests from before the step were divided otherwise, and belong to no block of it. */
  #blockOf(records: readonly AccessRecord[]): Block {
    const current = records.filter(({ time }) => time >= this.#stepSince);
    const of = (side: 'base' | 'canary') =>
      trafficOf(current.filter((record) => sideOf(record, this.stage) === side));
    return { base: of('base'), canary: of('canary') };
  }

  #tell(recent: Figures): Verdict {
    const { verdict } = this.#judgement.judge();
    const blind = this.#blindness.reason(this.#now());
    const shown = blind !== undefined && verdict === 'healthy' ? 'not-enough-traffic' : verdict;
    this.tools.report({
      event: 'figures',
      time: this.#time(),
      percent: this.canary.percent,
      observedMs: this.#now() - this.#stepSince,
      figures: this.#judgement.figures(),
      recent,
      verdict: shown,
      checks: this.#judgement.report(),
      ...(blind !== undefined && { blind }),
    });
    return shown;
  }

  /** Aborts, shifts or promotes, where there are steps to go and the stage is known to be as it was. */
  async #act(verdict: Verdict, stageIsKnown: boolean): Promise<EndedEvent | undefined> {
    const { steps, every } = this.request;
    if (!steps || !stageIsKnown) return undefined;
    if (verdict === 'unhealthy') return this.#abort();
    const { percent } = this.canary;
    const isOver = this.#now() - this.#stepSince >= every && verdict === 'healthy';
    if (!isOver && percent > 0) return undefined;
    const next = steps.find((step) => step > percent);
    if (next === undefined) return this.#ended('ended', verdict, ['All steps are done.']);
    return next === 100 && percent > 0 ? this.#promote() : this.#shift(next);
  }

  async #shift(next: number): Promise<undefined> {
    const { percent, deploymentId } = this.canary;
    const shifted = await this.#trying(async () => ({
      done: await this.tools.control.shift(next, deploymentId),
    }));
    if (!shifted) return;
    this.canary = { ...this.canary, percent: next };
    this.#beginStep(percent, 'watch');
  }

  async #promote(): Promise<EndedEvent | undefined> {
    const { deploymentId } = this.canary;
    this.#began = 'promoted';
    const done = await this.#trying(async () => ({ done: await this.tools.control.promote(deploymentId) }));
    return done && this.#finished('promoted');
  }

  async #abort(): Promise<EndedEvent | undefined> {
    const { deploymentId } = this.canary;
    this.#began = 'aborted';
    const done = await this.#trying(async () => ({ done: await this.tools.control.abort(deploymentId) }));
    return done && this.#finished('aborted');
  }

  #finished(event: 'promoted' | 'aborted'): EndedEvent {
    const verdict = event === 'promoted' ? 'healthy' : 'unhealthy';
    const ended = this.#ended(event, verdict, this.#reasons(verdict));
    return { ...ended, percent: event === 'promoted' ? 100 : 0, remains: false };
  }

  #endInTime(verdict: Verdict): EndedEvent | undefined {
    if (this.#now() < this.#ends) return undefined;
    const reasons = [`Time is up: ${formatDuration(this.request.longest ?? 0)}.`, ...this.#reasons(verdict)];
    return this.#ended('ended', verdict, reasons);
  }

  #reasons(verdict: Verdict): string[] {
    return this.#judgement
      .report()
      .filter((check) => check.verdict === verdict)
      .map(({ reason }) => reason);
  }

  /** An end that leaves the canary where it is. */
  #ended(event: EndedEvent['event'], verdict: Verdict, reasons: readonly string[]): EndedEvent {
    return { event, time: this.#time(), verdict, percent: this.canary.percent, remains: true, reasons };
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }

  /** What fails for a while is told and tried again with the next look; what waiting does not mend fails. */
  async #trying<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const mayPass = isFailure(error, 'service') || isFailure(error, 'limit');
      if (!mayPass) throw error;
      this.tools.report({ event: 'trouble', time: this.#time(), message: describeTrouble(error) });
      return undefined;
    }
  }
}

function describeTrouble({ message, reason }: GatewayError): string {
  return reason === undefined ? message : `${message} ${reason}`;
}

function watchable(stage: Stage): Canary {
  if (stage.canary && canaryConditionOf(stage) === 'active') return stage.canary;
  throw new GatewayError('conflict', `Stage ${stage.name} has no canary to watch.`, {
    reason: stage.canary
      ? 'The one it has was promoted, but not removed.'
      : `All requests meet deployment ${stage.deploymentId}.`,
    next: stage.canary
      ? ['aigw canary promote']
      : ['aigw canary start --percent 5', 'aigw deploy --canary 5'],
  });
}
