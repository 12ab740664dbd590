/** Says whether a model id or ARN may be used. */
export interface ModelAllowList {
  /** True when every model is allowed, so that looking for a model's name can be saved. */
  readonly allowsAll: boolean;
  allows(modelId: string): boolean;
}

/** An allow-list of ids, profile ids and ARNs in which `*` stands for any characters. An empty list allows nothing. */
export function wildcardPatterns(patterns: readonly string[]): ModelAllowList {
  const expressions = patterns.map(wildcardExpression);
  const allowsAll = patterns.includes('*');
  return {
    allowsAll,
    allows: (modelId) =>
      allowsAll || namesOf(modelId).some((name) => expressions.some((expression) => expression.test(name))),
  };
}

/** An ARN of a foundation model or of a system's inference profile names the same model as the id at its end. */
function namesOf(modelId: string): string[] {
  const id = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d*:(?:foundation-model|inference-profile)\/([^/]+)$/.exec(
    modelId,
  )?.[1];
  return id === undefined ? [modelId] : [modelId, id];
}

function wildcardExpression(pattern: string): RegExp {
  const literalParts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literalParts.join('.*')}$`, 's');
}
