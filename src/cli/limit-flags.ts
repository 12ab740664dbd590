import { Flags } from '@oclif/core';

/** Flags that say how much a key may call. `parseLimits` reads them. */
export const limitFlags = {
  rate: Flags.string({
    description: 'Requests a second that each key may make on average.',
    env: 'AIGW_RATE',
    helpValue: 'N',
  }),
  burst: Flags.string({
    description: "Most requests at once; one second's worth of the rate unless given.",
    env: 'AIGW_BURST',
    helpValue: 'N',
  }),
  quota: Flags.string({
    description: 'Requests that each key may make in a day, week or month.',
    env: 'AIGW_QUOTA',
    helpValue: 'N/day|week|month',
  }),
  route: Flags.string({
    description:
      'Rate and burst of one route in place of the general ones, e.g. "ANY /{proxy+}=5:10". Up to 20.',
    helpValue: '"METHOD PATH=RATE[:BURST]"',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
};

/** For accounts whose number of usage plans AWS has raised. */
export const planQuotaFlag = Flags.integer({
  description: 'Usage plans the account may have in this region, where AWS raised it from 300.',
  env: 'AIGW_PLAN_QUOTA',
  helpValue: 'N',
  min: 1,
});
