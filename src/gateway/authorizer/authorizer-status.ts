import type { ApiService, Draft, MethodProtection, Stage } from '../release/api-service.js';
import { snapshotOfDraft } from '../release/draft-snapshot.js';
import { snapshotOfExport } from '../release/exported-snapshot.js';
import type { Snapshot } from '../release/snapshot.js';
import { gatewayParts, type GatewayParts } from '../stack/gateway-outputs.js';
import { existingStack } from '../stack/status.js';
import type { Stack, StackService } from '../stack/stack-service.js';
import { findingsOf } from './authorizer-findings.js';
import type { AuthorizerService } from './authorizer-service.js';
import type { AuthorizerSettings } from './authorizer-settings.js';
import { readStage } from '../release/stage-target.js';

/** How one method is protected in each state of the gateway; absent where that state does not have it. */
export interface MethodAuthorization {
  readonly path: string;
  readonly method: string;
  readonly draft?: Protection;
  readonly live?: Protection;
  /** Absent also where there is no canary. */
  readonly canary?: Protection;
}

export interface Protection {
  /** `NONE`, `CUSTOM`, `AWS_IAM` or `COGNITO_USER_POOLS`. */
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
}

/** The authorizer of one state of the gateway. */
export interface AuthorizerSide {
  readonly deploymentId?: string;
  /** Version of the function that is asked: a number, or `$LATEST`. */
  readonly version: string;
  /** Absent where that version is gone. */
  readonly settings?: AuthorizerSettings;
  /** How long answers are remembered; absent where no method asks an authorizer, or AWS does not show it. */
  readonly cacheSeconds?: number;
}

export interface AuthorizerStatus {
  readonly stack: { readonly name: string; readonly authorizer: 'on' | 'off' };
  readonly gateway: GatewayParts;
  readonly methods: readonly MethodAuthorization[];
  readonly draft: AuthorizerSide;
  readonly live: AuthorizerSide;
  readonly canary?: AuthorizerSide & { readonly percent: number };
  readonly findings: readonly Finding[];
  /** Whether what clients meet is what the stack says, and nothing of it is open by mistake. */
  readonly agrees: boolean;
}

export interface Finding {
  /** `danger`: not as it is meant to be · `note`: meant, and worth knowing. */
  readonly severity: 'danger' | 'note';
  readonly text: string;
}

export interface StatusServices {
  readonly stacks: StackService;
  readonly apis: ApiService;
  readonly authorizers: AuthorizerService;
  readonly region: string;
}

/**
 * Reads whether authorization is really on: for every method in the draft, in the snapshot that is live and in the canary's, and what
 * the authorizer accepts in each. Nothing is taken from the template but what it means to be.
 *
 * @throws GatewayError `not-found` where there is no such stack or stage
 */
export async function readAuthorizerStatus(
  services: StatusServices,
  stackName: string,
): Promise<AuthorizerStatus> {
  const stack = await existingStack(services, stackName);
  const gateway = gatewayParts(stack);
  const stage = await readStage(services.apis, gateway);
  const [draft, live, canary, exported] = await Promise.all([
    services.apis.draft(gateway.apiId),
    services.apis.protections(gateway.apiId, stage.deploymentId),
    stage.canary && services.apis.protections(gateway.apiId, stage.canary.deploymentId),
    services.apis.exportedStage(gateway.apiId, gateway.stageName),
  ]);
  const sides = await readSides(services.authorizers, gateway, stage, draft, snapshotOfExport(exported));
  const methods = comparedMethods(draft.protections, live, canary ?? []);
  const status = { stack: intended(stack), gateway, methods, ...sides };
  const findings = findingsOf(status);
  return { ...status, findings, agrees: findings.every(({ severity }) => severity !== 'danger') };
}

function intended({ name, parameters }: Stack): AuthorizerStatus['stack'] {
  return { name, authorizer: parameters['EnableAuthorizer'] === 'true' ? 'on' : 'off' };
}

async function readSides(
  authorizers: AuthorizerService,
  { authorizerFunction }: GatewayParts,
  stage: Stage,
  draft: Draft,
  exported: Snapshot,
) {
  const live = { ...usedAuthorizer(exported, stage.variables), deploymentId: stage.deploymentId };
  const { canary } = stage;
  const overridden = { ...stage.variables, ...canary?.variableOverrides };
  const drafted = snapshotOfDraft(draft);
  const withSettings = async <Side extends { version: string }>(side: Side) => {
    const settings = await authorizers.settings(authorizerFunction, side.version);
    return { ...side, ...(settings && { settings }) };
  };
  const [draftSide, liveSide, canarySide] = await Promise.all([
    withSettings({ ...usedAuthorizer(drafted, {}), version: '$LATEST' }),
    withSettings(live),
    canary &&
      withSettings({
        // AWS shows no authorizer of a canary's snapshot; its version is what its variables say.
        version: usedAuthorizer(drafted, overridden).version,
        deploymentId: canary.deploymentId,
        percent: canary.percent,
      }),
  ]);
  return { draft: draftSide, live: liveSide, ...(canarySide && { canary: canarySide }) };
}

/** The authorizer that methods of a snapshot use: which version it asks, and how long answers are remembered. */
function usedAuthorizer(snapshot: Snapshot, variables: Readonly<Record<string, string>>) {
  const used = snapshot.parts.find(({ kind }) => kind === 'authorizer')?.settings;
  const ttl = used?.['authorizerResultTtlInSeconds'];
  const byVersion = used === undefined || (used['authorizerUri'] ?? '').includes('stageVariables.authorizer');
  const version = byVersion ? variables['authorizer'] : undefined;
  return { version: version ?? '$LATEST', ...(ttl !== undefined && { cacheSeconds: Number(ttl) }) };
}

function comparedMethods(
  draft: readonly MethodProtection[],
  live: readonly MethodProtection[],
  canary: readonly MethodProtection[],
): MethodAuthorization[] {
  const found = new Map<string, MethodAuthorization>();
  const sides = { draft, live, canary };
  for (const side of ['draft', 'live', 'canary'] as const) {
    for (const { path, method, authorization, apiKeyRequired } of sides[side]) {
      const name = `${path} ${method}`;
      found.set(name, { path, method, ...found.get(name), [side]: { authorization, apiKeyRequired } });
    }
  }
  return [...found.values()].sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}
