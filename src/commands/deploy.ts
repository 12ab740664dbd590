import { Flags } from '@oclif/core';
import { readFunctionCode, readTemplateSource } from '../cli/bundle.js';
import { assertNothingBesidesChangeSet, nobodyToApprove, tagsIn } from '../cli/deploy-input.js';
import { messageFlag, percentFlag } from '../cli/release-flags.js';
import { GatewayCommand, type Target } from '../cli/gateway-command.js';
import { askForParameters } from '../cli/guided-deploy.js';
import { givenParameters, parameterFlags } from '../cli/parameter-flags.js';
import { systemClock } from '../gateway/clock.js';
import {
  deploy,
  executePrepared,
  type DeployRequest,
  type DeployResult,
  type DeployTools,
} from '../gateway/stack/deploy.js';
import type { Plan } from '../gateway/stack/plan.js';
import type { Recovery } from '../gateway/stack/recover.js';
import { explainStatus } from '../gateway/stack/stack-state.js';
import { stackIntent } from '../gateway/stack/stack-intent.js';
import { renderDeployResult, renderDestination, type Destination } from '../terminal/deploy-result.js';
import { renderPlan } from '../terminal/plan.js';
import { canAsk, confirm } from '../terminal/prompts.js';

export default class Deploy extends GatewayCommand {
  static override summary =
    'Deploy the gateway, or bring it up to date: plan, approval, stack, functions, live.';
  static override description = `Shows what will change and asks before it changes anything. Where only function code changed there is no stack update.
Run it again at any time: it follows a deployment under way and finishes one that was interrupted.`;

  static override examples = [
    '<%= config.bin %> deploy',
    '<%= config.bin %> deploy --local --yes',
    '<%= config.bin %> deploy --endpoint-type REGIONAL --authorizer',
    '<%= config.bin %> deploy --plan --param ThrottleRateLimit=50',
    '<%= config.bin %> deploy --guided',
    '<%= config.bin %> deploy --canary 10 --message "New retry rules"',
  ];

  static override flags = {
    ...parameterFlags,
    plan: Flags.boolean({
      description: 'Stop after the plan and leave nothing behind.',
      exclusive: ['prepare', 'execute'],
    }),
    prepare: Flags.boolean({
      description: 'Stop after the plan and leave the change set.',
      exclusive: ['execute'],
    }),
    execute: Flags.string({
      description: 'Execute a change set that --prepare left; naming it is the approval.',
      helpValue: 'NAME',
    }),
    canary: percentFlag({
      description: 'Make the new state live for this share of the requests only, 0 to 100.',
      env: 'AIGW_CANARY',
    }),
    message: messageFlag(),
    guided: Flags.boolean({ description: 'Ask for what matters and write aigw.yaml.' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask for approval.', env: 'AIGW_YES' }),
    wait: Flags.boolean({
      description: 'Follow the deployment to its end; --no-wait returns once it has started.',
      env: 'AIGW_WAIT',
      default: true,
      allowNo: true,
    }),
    tag: Flags.string({
      description: 'Tag the stack and what is in it. May be given several times.',
      helpValue: 'Key=Value',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  #destination: Promise<Destination> | undefined;

  async run(): Promise<DeployResult & Destination> {
    const { flags, raw } = await this.parse(Deploy);
    const typed = this.typedFlags(raw);
    if (flags.execute !== undefined) assertNothingBesidesChangeSet(typed);
    const asks = !flags.yes && !flags.plan && !flags.prepare && flags.execute === undefined;
    if (asks && (this.jsonEnabled() || !canAsk())) throw nobodyToApprove();
    const target = await this.target(flags);
    const source = await readTemplateSource(this.config.root);
    const given = await givenParameters(flags, target.settings.parameters, typed);
    const parameters = flags.guided ? await askForParameters(source, given, target) : given;
    const intent = stackIntent({
      stackName: target.stackName,
      templateSource: source,
      parameters,
      tags: { ...target.settings.tags, ...tagsIn(flags.tag ?? []) },
    });
    const until = flags.plan ? 'plan' : flags.prepare ? 'prepare' : flags.wait ? 'finish' : 'start';
    const code = await readFunctionCode(this.config.root);
    const request: DeployRequest = {
      intent,
      region: target.connection.region,
      until,
      code,
      canary: flags.canary === undefined ? undefined : { percent: flags.canary },
      message: flags.message,
    };
    const tools = this.#tools(target, flags.yes);
    const destination = destinationOf(target);
    this.#destination = destination;
    const result = flags.execute
      ? await executePrepared(tools, request, flags.execute)
      : await deploy(tools, request);
    await this.#sayWhere();
    this.show(this.addressed(renderDeployResult(result)));
    return { ...result, ...(await destination) };
  }

  #tools({ connection }: Target, yes: boolean): DeployTools {
    const { stacks, apis, functions } = connection;
    return {
      stacks,
      apis,
      functions,
      clock: systemClock,
      progress: this.progress(),
      approve: (plan) => this.#approve(plan, yes),
      agree: (recovery) => this.#agree(recovery, yes),
    };
  }

  async #approve(plan: Plan, yes: boolean): Promise<boolean> {
    await this.#sayWhere();
    this.tell(`\n${renderPlan(plan, process.stderr)}\n`);
    return yes || (await confirm('Execute this plan?'));
  }

  async #agree({ stack, remedy }: Recovery, yes: boolean): Promise<boolean> {
    await this.#sayWhere();
    this.tell(`Stack ${stack.name} is in ${stack.status}: ${explainStatus(stack.status)}.`);
    if (yes) return true;
    return canAsk() && !this.jsonEnabled() && (await confirm(`Shall I ${remedy}?`));
  }

  /** Says once, before anything is decided, whose account and which region this is about. */
  async #sayWhere(): Promise<void> {
    const destination = await this.#destination;
    this.#destination = undefined;
    if (destination) this.tell(renderDestination(destination));
  }
}

/** Asked while the stack is read. That AWS does not say who is asking is no reason not to deploy. */
async function destinationOf({ connection }: Target): Promise<Destination> {
  const caller = await connection.identities.caller().catch(() => undefined);
  return {
    account: caller?.accountId,
    region: connection.region,
    endpoint: connection.endpoint,
  };
}
