import { badRequest } from './rejections.js';
import type { ApiRecord } from './tables.js';

/** Throws unless the API has that deployment (LS). */
export function requireDeployment(api: ApiRecord, deploymentId: string | undefined): string {
  if (deploymentId === undefined || !api.deployments.has(deploymentId)) {
    throw badRequest('Deployment id does not exist');
  }
  return deploymentId;
}
