import type { MethodProtection } from './api-service.js';
import type { FunctionVersions } from './release-description.js';

/** What a snapshot consists of, in the order in which people read it. */
export const partKinds = [
  'method',
  'integration',
  'authorizer',
  'gateway response',
  'api',
  'variable',
  'function',
] as const;

export type PartKind = (typeof partKinds)[number];

/** One thing of a snapshot, with its settings as text: equal settings are equal texts. */
export interface SnapshotPart {
  readonly kind: PartKind;
  /** `ANY /{proxy+}` for a method or its integration, otherwise the thing's own name. */
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What is known of one state of the gateway: the draft, what is live, or a deployment. */
export interface Snapshot {
  /** Kinds of parts that are known in full. What is not among them may be there and is not shown by AWS. */
  readonly known: readonly PartKind[];
  readonly parts: readonly SnapshotPart[];
}

/** Both of them: they must not know the same kind. */
export function joined(...snapshots: readonly Snapshot[]): Snapshot {
  return {
    known: snapshots.flatMap(({ known }) => known),
    parts: snapshots.flatMap(({ parts }) => parts),
  };
}

/** All that AWS shows of a deployment that no stage serves: its methods and whether they ask who calls (`embed=apisummary`, BC GetDeployment). */
export function snapshotOfProtections(protections: readonly MethodProtection[]): Snapshot {
  const parts = protections.map(({ path, method, authorization, apiKeyRequired }) =>
    methodPart(path, method, authorization, apiKeyRequired),
  );
  return { known: ['method'], parts };
}

/** A method and how it is protected. */
export function methodPart(
  path: string,
  method: string,
  authorization: string,
  apiKeyRequired: boolean,
): SnapshotPart {
  const settings = { authorization, 'API key': apiKeyRequired ? 'required' : 'not required' };
  return { kind: 'method', name: `${method} ${path}`, settings };
}

/** Variables that name function versions: they belong to releases. */
export const releaseVariables: readonly string[] = ['forwarder', 'authorizer'];

/** The stage variables of the operator, without those that belong to releases. */
export function snapshotOfVariables(variables: Readonly<Record<string, string>>): Snapshot {
  const own = Object.entries(variables).filter(([name]) => !releaseVariables.includes(name));
  const parts = own.map(([name, value]): SnapshotPart => ({ kind: 'variable', name, settings: { value } }));
  return { known: ['variable'], parts };
}

/** The function versions of a release. */
export function snapshotOfVersions(versions: Partial<FunctionVersions>): Snapshot {
  const parts = Object.entries(versions).map(([name, version]): SnapshotPart => ({
    kind: 'function',
    name,
    settings: { version },
  }));
  return { known: ['function'], parts };
}
