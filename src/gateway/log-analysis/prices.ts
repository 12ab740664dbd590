import { GatewayError } from '../errors.js';

/** What a million tokens of a model cost. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

/** List prices as of a day. */
export interface PriceList {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly currency: string;
  readonly source: string;
  readonly models: ReadonlyMap<string, TokenPrice>;
}

/**
 * Reads a price list (form: `templates/prices.yaml`).
 *
 * @param name the file's, for the message
 * @throws GatewayError `usage` that names what is wrong
 */
export function parsePriceList(document: unknown, name: string): PriceList {
  const { date, currency, source, models } = isRecord(document) ? document : {};
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) throw unusable(name, 'date: YYYY-MM-DD');
  if (typeof currency !== 'string') throw unusable(name, 'currency: USD');
  if (!isRecord(models)) throw unusable(name, 'models:');
  const prices = Object.entries(models).map(
    ([model, price]) => [model, priceIn(price, model, name)] as const,
  );
  return { date, currency, source: typeof source === 'string' ? source : name, models: new Map(prices) };
}

function priceIn(price: unknown, model: string, name: string): TokenPrice {
  const { input, output } = isRecord(price) ? price : {};
  if (isAmount(input) && isAmount(output)) return { input, output };
  throw unusable(name, `${model}: { input: 0.06, output: 0.24 }`);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(name: string, wanted: string): GatewayError {
  return new GatewayError('usage', `${name} is not a list of prices.`, {
    reason: `It needs "${wanted}", prices for a million tokens.`,
    next: ['See templates/prices.yaml of the package for the form.'],
  });
}

/** What stands before a model's id in the id of an inference profile of a geography. */
const geography = /^(?:us-gov|us|eu|apac|jp|au|ca|global)\./;

/**
 * The price of a model as requests name it: its id, the id of an inference profile, or the ARN of either. A profile costs what its model
 * does unless the list has it itself; what an application's own profile stands for its ARN does not say. Undefined where unknown.
 */
export function priceOf(prices: PriceList, model: string): TokenPrice | undefined {
  const id =
    /^arn:[^:]+:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(.+)$/.exec(model)?.[1] ?? model;
  const exact = prices.models.get(id);
  // A global profile is cheaper than the model for some models: without a price of its own it has none.
  return exact ?? (id.startsWith('global.') ? undefined : prices.models.get(id.replace(geography, '')));
}
