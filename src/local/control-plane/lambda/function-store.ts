import { createHash, randomUUID } from 'node:crypto';
import type { DeployedFunction, FunctionDirectory, FunctionLogging } from '../../lambda/deployed-function.js';
import { AwsError } from '../../errors.js';
import type { LocalRegion } from '../../region.js';
import { parseFunctionReference, type FunctionReference } from './function-reference.js';
import type { FunctionRecord, VersionRecord } from './function-record.js';

const REMEMBERED_REFERENCES = 1000;

/** The functions of one region and their code. */
export class FunctionStore implements FunctionDirectory {
  readonly #region: LocalRegion;
  /** What was parsed and assembled before: a request through the gateway resolves the same ARN every time. */
  readonly #references = new Map<string, FunctionReference>();
  readonly #deployed = new WeakMap<VersionRecord, DeployedFunction>();

  constructor(region: LocalRegion) {
    this.#region = region;
  }

  /** Functions by name, in order. */
  list(): FunctionRecord[] {
    return [...this.#functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: string): FunctionRecord {
    const found = this.#functions.get(name);
    if (!found) throw this.notFound({ name });
    return found;
  }

  put(record: FunctionRecord): void {
    this.#functions.set(record.name, record);
  }

  remove(name: string): void {
    this.#functions.delete(name);
    this.dropUnusedCode();
  }

  /** Reads a `FunctionName` parameter. */
  parse(functionName: string | undefined, qualifier?: string): FunctionReference {
    const key = `${String(functionName)} ${qualifier ?? ''}`;
    const known = this.#references.get(key);
    if (known) return known;
    const reference = parseFunctionReference(functionName, qualifier, this.#region.name);
    if (this.#references.size >= REMEMBERED_REFERENCES) this.#references.clear();
    this.#references.set(key, reference);
    return reference;
  }

  /**
   * The version that a reference stands for; an alias with weights picks by chance.
   *
   * @throws AwsError ResourceNotFoundException
   */
  version({ name, qualifier }: FunctionReference): VersionRecord {
    const record = this.#functions.get(name);
    const found = record && findVersion(record, qualifier);
    if (!found) throw this.notFound({ name, qualifier });
    return found;
  }

  resolve(nameOrArn: string, qualifier?: string): { deployed: DeployedFunction; invokedArn: string } {
    const reference = this.parse(nameOrArn, qualifier);
    const version = this.version(reference);
    const record = this.get(reference.name);
    const deployed = { ...this.#deploy(record, version), reservedConcurrency: record.reservedConcurrency };
    return { deployed, invokedArn: this.arn(reference) };
  }

  /** `arn:aws:lambda:region:account:function:name`, with the qualifier if there is one. */
  arn({ name, qualifier }: FunctionReference): string {
    const { partition, name: regionName, accountId } = this.#region;
    const suffix = qualifier === undefined ? '' : `:${qualifier}`;
    return `arn:${partition}:lambda:${regionName}:${accountId}:function:${name}${suffix}`;
  }

  notFound(reference: FunctionReference): AwsError {
    const message = `Function not found: ${this.arn(reference)}`;
    return new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });
  }

  /** Keeps a deployment package; the same bytes are kept once. */
  keepCode(zip: Uint8Array): { codeSha256: string; codeSize: number } {
    const codeSha256 = createHash('sha256').update(zip).digest('base64');
    if (!this.#code.has(codeSha256)) this.#code.set(codeSha256, new Uint8Array(zip));
    return { codeSha256, codeSize: zip.length };
  }

  code(codeSha256: string): Uint8Array {
    const zip = this.#code.get(codeSha256);
    if (!zip) throw new Error(`The code with SHA-256 ${codeSha256} is missing from the state.`);
    return zip;
  }

  /** Forgets packages that no version has any more. */
  dropUnusedCode(): void {
    const used = new Set(
      this.list().flatMap((record) => [record.latest, ...record.published].map((v) => v.codeSha256)),
    );
    for (const sha of this.#code.keys()) if (!used.has(sha)) this.#code.delete(sha);
  }

  #deploy(record: FunctionRecord, version: VersionRecord): DeployedFunction {
    const known = this.#deployed.get(version);
    if (known) return known;
    const { settings } = version;
    const deployed: DeployedFunction = {
      functionName: record.name,
      version: version.version,
      generation: version.generation,
      roleArn: settings.role,
      runtime: settings.runtime,
      handler: settings.handler,
      timeout: settings.timeout,
      memorySize: settings.memorySize,
      variables: settings.environment?.Variables ?? {},
      logging: loggingOf(record.name, version),
      codeSha256: version.codeSha256,
      zip: this.code(version.codeSha256),
    };
    this.#deployed.set(version, deployed);
    return deployed;
  }

  get #functions(): Map<string, FunctionRecord> {
    return this.#region.state.table('lambda/functions');
  }

  get #code(): Map<string, Uint8Array> {
    return this.#region.state.table('lambda/code');
  }
}

/** A new revision or generation id. */
export function newRevision(): string {
  return randomUUID();
}

function findVersion(record: FunctionRecord, qualifier: string | undefined): VersionRecord | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return record.latest;
  const alias = record.aliases[qualifier];
  const version = alias ? pickVersion(alias.functionVersion, alias.routing) : qualifier;
  if (version === '$LATEST') return record.latest;
  return record.published.find((published) => published.version === version);
}

function pickVersion(primary: string, routing: Readonly<Record<string, number>> = {}): string {
  let chance = Math.random();
  for (const [version, weight] of Object.entries(routing)) {
    chance -= weight;
    if (chance < 0) return version;
  }
  return primary;
}

function loggingOf(name: string, { settings }: VersionRecord): FunctionLogging {
  const own = `/aws/lambda/${name}`;
  const { LogGroup, LogFormat, ApplicationLogLevel, SystemLogLevel } = settings.logging;
  return {
    group: LogGroup ?? own,
    ownGroup: (LogGroup ?? own) === own,
    format: LogFormat ?? 'Text',
    applicationLevel: ApplicationLogLevel,
    systemLevel: SystemLogLevel,
  };
}
