import type { Draft } from './api-service.js';
import { snapshotOfProtections, type Snapshot, type SnapshotPart } from './snapshot.js';
import {
  apiSettings,
  authorizerSettings,
  gatewayResponseSettings,
  integrationSettings,
} from './snapshot-settings.js';
import { listIn, objectIn, textIn } from './unknown-members.js';

/** What a deployment would freeze now. */
export function snapshotOfDraft(draft: Draft): Snapshot {
  const methods = draft.resources.flatMap(methodsOf);
  const parts: SnapshotPart[] = [
    ...snapshotOfProtections(draft.protections).parts,
    ...methods.map(({ name, settings }): SnapshotPart => {
      const integration = integrationSettings(objectIn(settings['methodIntegration']));
      return { kind: 'integration', name, settings: integration };
    }),
    ...authorizerParts(draft, methods),
    ...draft.gatewayResponses.map(responsePart),
    { kind: 'api', name: 'API', settings: draftApiSettings(draft) },
  ];
  return { known: ['method', 'integration', 'authorizer', 'gateway response', 'api'], parts };
}

interface DraftMethod {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

function methodsOf(resource: object): DraftMethod[] {
  const { path, resourceMethods } = objectIn(resource);
  return Object.entries(objectIn(resourceMethods)).map(([verb, settings]) => ({
    name: `${verb} ${textIn(path)}`,
    settings: objectIn(settings),
  }));
}

/** Only those that a method uses: an export of what is live shows no others. */
function authorizerParts(draft: Draft, methods: readonly DraftMethod[]): SnapshotPart[] {
  return draft.authorizers.map(objectIn).flatMap((authorizer) => {
    const users = methods.filter(({ settings }) => settings['authorizerId'] === authorizer['id']);
    if (users.length === 0) return [];
    const settings = {
      ...authorizerSettings(authorizer),
      'used by': usersText(users.map(({ name }) => name)),
    };
    return [{ kind: 'authorizer', name: textIn(authorizer['name']), settings }];
  });
}

/** Methods that use an authorizer, as one setting of it. */
export function usersText(methods: readonly string[]): string {
  return [...methods].sort().join(', ');
}

function responsePart(response: object): SnapshotPart {
  const members = objectIn(response);
  const settings = gatewayResponseSettings(members);
  return { kind: 'gateway response', name: textIn(members['responseType']), settings };
}

function draftApiSettings({ api }: Draft): Record<string, string> {
  const { policy, binaryMediaTypes, minimumCompressionSize, apiKeySource } = objectIn(api);
  return apiSettings({
    policy: parsedPolicy(textIn(policy)),
    binaryMediaTypes: listIn(binaryMediaTypes),
    minimumCompressionSize,
    apiKeySource,
  });
}

/** GetRestApi writes the policy as text, on AWS with quotes and slashes escaped once more (GH localstack/localstack#3325, hashicorp/terraform-provider-aws#4606). */
function parsedPolicy(text: string): unknown {
  for (const candidate of [text, `"${text}"`]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return typeof value === 'string' ? JSON.parse(value) : value;
    } catch {
      continue;
    }
  }
  return text;
}
