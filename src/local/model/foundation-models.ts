import { CATALOG, resolveModel, type CatalogModel } from './catalog.js';
import { labelOf, type ModelAnswer, type ModelRequest } from './model-request.js';

/** ListFoundationModels (BC bedrock), with all of its filters. */
export function listFoundationModels(request: ModelRequest): ModelAnswer {
  const filter = (name: string) => request.query.get(name) ?? undefined;
  const provider = filter('byProvider');
  const modelSummaries = CATALOG.map((model) => details(model, request.region)).filter(
    (model) =>
      (provider === undefined || model.providerName.toLowerCase() === provider.toLowerCase()) &&
      (filter('byOutputModality') ?? model.outputModalities[0]) === model.outputModalities[0] &&
      (filter('byInferenceType') ?? 'ON_DEMAND') === 'ON_DEMAND' &&
      filter('byCustomizationType') === undefined,
  );
  // There is no prompt here: a provider named `error ThrottlingException` asks for that error.
  return { prompt: `[[${provider ?? ''}]]`, headers: {}, content: { json: { modelSummaries } } };
}

/** GetFoundationModel (BC bedrock). */
export function getFoundationModel(request: ModelRequest): ModelAnswer {
  const model = resolveModel(labelOf(request, 'modelIdentifier'));
  return { prompt: '', headers: {}, content: { json: { modelDetails: details(model, request.region) } } };
}

function details({ modelId, modelName, providerName, family }: CatalogModel, region: string) {
  const embedding = family === 'titan-embedding';
  return {
    modelArn: `arn:aws:bedrock:${region}::foundation-model/${modelId}`,
    modelId,
    modelName,
    providerName,
    inputModalities: ['TEXT'],
    outputModalities: [embedding ? 'EMBEDDING' : 'TEXT'],
    responseStreamingSupported: !embedding,
    customizationsSupported: [],
    inferenceTypesSupported: ['ON_DEMAND'],
    modelLifecycle: { status: 'ACTIVE' },
  };
}
