import type { Tables } from './tables.js';

/** Ids of the usage plans attached to the stage. */
export function plansOfStage(tables: Tables, restApiId: string, stageName: string): string[] {
  return plansWith(tables, (apiId, stage) => apiId === restApiId && stage === stageName);
}

/** Ids of the usage plans attached to any stage of the API. */
export function plansOfApi(tables: Tables, restApiId: string): string[] {
  return plansWith(tables, (apiId) => apiId === restApiId);
}

function plansWith(tables: Tables, matches: (apiId?: string, stage?: string) => boolean): string[] {
  return [...tables.usagePlans.values()]
    .filter(({ plan }) => plan.apiStages?.some(({ apiId, stage }) => matches(apiId, stage)))
    .map(({ plan }) => plan.id);
}
