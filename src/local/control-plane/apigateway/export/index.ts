import type { ExportResponse, GetExportRequest } from '@aws-sdk/client-api-gateway';
import { stringify as toYaml } from 'yaml';
import { notImplementedHere } from '../../../errors.js';
import type { Operations } from '../operations.js';
import { badRequest } from '../rejections.js';
import { apiSource } from '../snapshots.js';
import { findStage } from '../stages.js';
import type { Tables } from '../tables.js';
import { openApiDocument, type Extensions } from './open-api.js';

export function exportOperations(tables: Tables): Operations {
  return { GetExport: (input: GetExportRequest) => getExport(tables, input) };
}

/** What is live on the stage (not the draft) as OpenAPI 3.0, with API Gateway's extensions where asked for (DG/api-gateway-export-api). */
function getExport(tables: Tables, input: GetExportRequest): ExportResponse {
  if (input.exportType === 'swagger') throw notImplementedHere('GetExport of type swagger');
  if (input.exportType !== 'oas30') throw badRequest('Invalid export type. Valid options are swagger,oas30');
  const { api, stage } = findStage(tables, input.restApiId, input.stageName);
  const live = apiSource(tables).find(api.restApi.id, stage.stageName);
  if (!live) throw badRequest('Deployment id does not exist');
  const document = openApiDocument(tables.region, live, extensionsOf(input.parameters?.extensions));
  const isYaml = input.accepts === 'application/yaml';
  const text = isYaml ? toYaml(document) : JSON.stringify(document, null, 2);
  return {
    body: new TextEncoder().encode(text) as ExportResponse['body'],
    contentType: 'application/octet-stream',
    contentDisposition: `attachment; filename="oas30_${document.info.version}.${isYaml ? 'yaml' : 'json'}"`,
  };
}

/** `apigateway` means all of them. */
function extensionsOf(asked: string | undefined): Extensions {
  const names = (asked ?? '').split(',').map((name) => name.trim());
  const all = names.includes('apigateway');
  return {
    integrations: all || names.includes('integrations'),
    authorizers: all || names.includes('authorizers'),
    gateway: all,
  };
}
