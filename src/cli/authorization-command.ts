import type { ChangeTools, SettingChange } from '../gateway/authorizer/change-authorization.js';
import { systemClock } from '../gateway/clock.js';
import { GatewayError } from '../gateway/errors.js';
import type { Plan } from '../gateway/stack/plan.js';
import { explainStatus } from '../gateway/stack/stack-state.js';
import { renderSettingChanges } from '../terminal/authorization-change.js';
import { renderPlan } from '../terminal/plan.js';
import { canAsk, confirm } from '../terminal/prompts.js';
import { GatewayCommand, type Target } from './gateway-command.js';
import { gatewayProbe } from './web-requests.js';

/** A command that changes authorization: shows what it will do, asks, and can say nothing before that. */
export abstract class AuthorizationCommand extends GatewayCommand {
  /** @throws GatewayError `usage` where approval is needed and nobody is there to give it */
  protected assertCanBeApproved(yes: boolean): void {
    if (yes || (canAsk() && !this.jsonEnabled())) return;
    throw new GatewayError('usage', 'Changing authorization needs approval, and there is nobody to ask.', {
      reason: 'This is not a terminal, or --json was given.',
      next: ['--yes to approve whatever the plan says'],
    });
  }

  protected changeTools({ connection }: Target, yes: boolean): ChangeTools {
    const { stacks, apis, functions, authorizers, region, endpoint } = connection;
    return {
      ...{ stacks, apis, functions, authorizers, region, endpoint },
      probe: gatewayProbe,
      clock: systemClock,
      progress: this.progress(),
      approve: (plan, settings) => this.#approve(plan, settings, yes),
      agree: async ({ stack, remedy }) => {
        this.tell(`Stack ${stack.name} is in ${stack.status}: ${explainStatus(stack.status)}.`);
        return yes || (await confirm(`Shall I ${remedy}?`));
      },
    };
  }

  async #approve(plan: Plan, settings: readonly SettingChange[], yes: boolean): Promise<boolean> {
    this.tell(`\n${renderSettingChanges(settings, process.stderr)}\n\n${renderPlan(plan, process.stderr)}\n`);
    return yes || (await confirm('Execute this plan?'));
  }
}
