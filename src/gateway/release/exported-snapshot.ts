import { usersText } from './draft-snapshot.js';
import type { Snapshot, SnapshotPart } from './snapshot.js';
import {
  apiSettings,
  authorizerSettings,
  gatewayResponseSettings,
  integrationSettings,
} from './snapshot-settings.js';
import { listIn, objectIn, textIn } from './unknown-members.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * What is live on a stage, read from its export as OpenAPI 3 with API Gateway's extensions (DG/api-gateway-export-api).
 * How methods are protected is left to `snapshotOfProtections`: the deployment itself says that.
 */
export function snapshotOfExport(document: unknown): Snapshot {
  const root = objectIn(document);
  const operations = operationsOf(root);
  const responses = objectIn(root['x-amazon-apigateway-gateway-responses']);
  const parts: SnapshotPart[] = [
    ...operations.flatMap(({ name, operation }): SnapshotPart[] => {
      const integration = objectIn(operation['x-amazon-apigateway-integration']);
      return [{ kind: 'integration', name, settings: integrationSettings(integration) }];
    }),
    ...authorizerParts(root, operations),
    ...Object.entries(responses).map(([name, response]): SnapshotPart => {
      return { kind: 'gateway response', name, settings: gatewayResponseSettings(objectIn(response)) };
    }),
    { kind: 'api', name: 'API', settings: exportedApiSettings(root) },
  ];
  return { known: ['integration', 'authorizer', 'gateway response', 'api'], parts };
}

interface Operation {
  readonly name: string;
  readonly operation: Members;
}

const anyMethod = 'x-amazon-apigateway-any-method';
const verbs = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head', anyMethod];

function operationsOf(root: Members): Operation[] {
  return Object.entries(objectIn(root['paths'])).flatMap(([path, item]) =>
    Object.entries(objectIn(item))
      .filter(([verb]) => verbs.includes(verb))
      .map(([verb, operation]) => ({
        name: `${verb === anyMethod ? 'ANY' : verb.toUpperCase()} ${path}`,
        operation: objectIn(operation),
      })),
  );
}

function authorizerParts(root: Members, operations: readonly Operation[]): SnapshotPart[] {
  const schemes = objectIn(objectIn(root['components'])['securitySchemes']);
  return Object.entries(schemes).flatMap(([name, scheme]) => {
    const { 'x-amazon-apigateway-authorizer': authorizer, name: header } = objectIn(scheme);
    if (authorizer === undefined) return [];
    const settings = authorizerSettings({ ...identitySource(textIn(header)), ...objectIn(authorizer) });
    const users = operations.filter(({ operation }) => asksFor(operation, name));
    const used = { 'used by': usersText(users.map((user) => user.name)) };
    return [{ kind: 'authorizer', name, settings: { ...settings, ...used } }];
  });
}

/** A TOKEN authorizer's header is the scheme's name; a REQUEST authorizer's stands in the extension, and the name is `Unused`. */
function identitySource(header: string): Members {
  return header === '' || header === 'Unused' ? {} : { identitySource: `method.request.header.${header}` };
}

function asksFor(operation: Members, scheme: string): boolean {
  return listIn(operation['security']).some((required) => scheme in objectIn(required));
}

function exportedApiSettings(root: Members): Record<string, string> {
  return apiSettings({
    policy: root['x-amazon-apigateway-policy'],
    binaryMediaTypes: listIn(root['x-amazon-apigateway-binary-media-types']),
    minimumCompressionSize: root['x-amazon-apigateway-minimum-compression-size'],
    apiKeySource: root['x-amazon-apigateway-api-key-source'],
  });
}
