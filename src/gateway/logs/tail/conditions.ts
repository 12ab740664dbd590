import { GatewayError } from '../../errors.js';
import type { TailLine } from './tail-line.js';

/** Which lines are wanted: all conditions hold, of each any value. A line that does not tell what a condition asks for is not wanted. */
export interface TailConditions {
  readonly tenants?: readonly string[];
  /** Ids of API keys that belong to the tenants: without an authorizer the access log names no tenant. */
  readonly apiKeyIds?: readonly string[];
  readonly statuses?: readonly StatusRange[];
  /** Patterns of model ids; one without `*` fits anywhere in an id, so that `nova` will do. */
  readonly models?: readonly string[];
  readonly canary?: boolean;
  /** Patterns of paths within the stage, such as `/invoke` or `/model/*`. */
  readonly routes?: readonly string[];
  /** Texts, as they stand in the line. */
  readonly texts?: readonly string[];
}

export interface StatusRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Reads `503`, `5xx`, or `400-499`.
 *
 * @throws GatewayError `usage`
 */
export function parseStatus(text: string): StatusRange {
  const [, hundreds, first, last] = /^(?:([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/i.exec(text) ?? [];
  if (hundreds !== undefined) return { least: Number(hundreds) * 100, most: Number(hundreds) * 100 + 99 };
  if (first !== undefined) return { least: Number(first), most: Number(last ?? first) };
  throw new GatewayError('usage', `"${text}" is not a status.`, {
    reason: 'Write a status, a class of them, or a range: 503, 5xx, 400-499.',
  });
}

/** Whether there is a condition on what only requests have. */
export function asksForRequests(conditions: TailConditions): boolean {
  const { tenants, statuses, models, canary, routes } = conditions;
  return [tenants, statuses, models, routes].some((values) => values !== undefined) || canary !== undefined;
}

/** Makes the test of whether a line is wanted. */
export function wantedLines(conditions: TailConditions): (line: TailLine) => boolean {
  const { tenants, apiKeyIds = [], statuses, models, canary, routes, texts } = conditions;
  const modelFits = anyGlob(models?.map((model) => (model.includes('*') ? model : `*${model}*`)));
  const routeFits = anyGlob(routes);
  return ({ facts, access, event }) => {
    const status = access?.status ?? facts.status;
    return (
      holds(
        tenants,
        (tenant) => facts.tenant === tenant || facts.apiKeyId === tenant,
        apiKeyIds.includes(facts.apiKeyId ?? ''),
      ) &&
      holds(statuses, ({ least, most }) => status !== undefined && status >= least && status <= most) &&
      modelFits(facts.model) &&
      (canary === undefined || facts.canary === canary) &&
      routeFits(facts.path, facts.resourcePath) &&
      holds(texts, (text) => event.message.includes(text))
    );
  };
}

function holds<T>(values: readonly T[] | undefined, fits: (value: T) => boolean, otherwise = false): boolean {
  return values === undefined || otherwise || values.some(fits);
}

/** `*` stands for any text. */
function anyGlob(patterns: readonly string[] | undefined): (...texts: (string | undefined)[]) => boolean {
  if (patterns === undefined) return () => true;
  const tests = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
  return (...texts) => texts.some((text) => text !== undefined && tests.some((test) => test.test(text)));
}
