import type { Integration } from '@aws-sdk/client-api-gateway';

/** `x-amazon-apigateway-integration` (DG/api-gateway-swagger-extensions-integration). */
export function integrationExtension(integration: Integration): object {
  const answers = Object.values(integration.integrationResponses ?? {}).map(
    ({ selectionPattern, ...response }) =>
      [selectionPattern ? selectionPattern : 'default', response] as const,
  );
  return {
    ...pick(integration, ['httpMethod', 'uri', 'credentials', 'connectionId', 'connectionType']),
    ...(answers.length > 0 && { responses: Object.fromEntries(answers) }),
    ...pick(integration, ['requestParameters', 'requestTemplates', 'contentHandling', 'tlsConfig']),
    passthroughBehavior: (integration.passthroughBehavior ?? 'WHEN_NO_MATCH').toLowerCase(),
    ...(integration.timeoutInMillis !== 29_000 && pick(integration, ['timeoutInMillis'])),
    ...(integration.responseTransferMode === 'STREAM' && pick(integration, ['responseTransferMode'])),
    type: integration.type?.toLowerCase(),
  };
}

function pick(integration: Integration, members: readonly (keyof Integration)[]): object {
  return Object.fromEntries(
    members.flatMap((member) => (integration[member] === undefined ? [] : [[member, integration[member]]])),
  );
}
