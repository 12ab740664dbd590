/** Says whether a model id, profile id or ARN may be used. */
export type AllowsModel = (modelId: string) => boolean;

/** What comes before the id in the ARN of a foundation model or of a system's inference profile. */
const ARN_OF_AN_ID = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d*:(?:foundation-model|inference-profile)\//;

/**
 * An allow-list in which `*` stands for any characters; an empty one allows nothing. A model may be listed by its id and
 * asked for by its ARN.
 */
export function modelAllowList(patterns: readonly string[]): AllowsModel {
  const expression = new RegExp(`^(?:${patterns.map(source).join('|') || '[]'})$`);
  return (modelId) => expression.test(modelId) || expression.test(modelId.replace(ARN_OF_AN_ID, ''));
}

function source(pattern: string): string {
  return pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
}
