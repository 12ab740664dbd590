import type { Guardrail } from './configuration.js';
import { parseJsonObject } from './json-body.js';
import type { Operation } from './operation.js';

const IDENTIFIER_HEADER = 'x-amzn-bedrock-guardrailidentifier';
const VERSION_HEADER = 'x-amzn-bedrock-guardrailversion';
const BY_HEADER = new Set(['InvokeModel', 'InvokeModelWithResponseStream', 'ChatCompletions']);
const BY_BODY = new Set(['Converse', 'ConverseStream']);

/** A request before it is signed; `applyGuardrail` may replace both. */
export interface Draft {
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Puts the gateway's guardrail on a request whose client named none: InvokeModel takes it in headers, Converse in its
 * body (BC). Other operations have no place for one.
 * @throws Refusal 400 when it has to go into a body that is not a JSON object: unread, it could hide anything.
 */
export function applyGuardrail(draft: Draft, guardrail: Guardrail | undefined, operation: Operation): void {
  if (guardrail === undefined) return;
  if (BY_HEADER.has(operation.name)) addHeaders(draft.headers, guardrail);
  if (BY_BODY.has(operation.name)) draft.body = withGuardrailConfig(draft.body, guardrail);
}

function addHeaders(headers: Record<string, string>, guardrail: Guardrail): void {
  if (headers[IDENTIFIER_HEADER]) return;
  headers[IDENTIFIER_HEADER] = guardrail.identifier;
  headers[VERSION_HEADER] = guardrail.version;
}

/** The member goes in as text, so that every other byte of the body stays as the client wrote it. */
function withGuardrailConfig(body: Buffer, { identifier, version }: Guardrail): Buffer {
  const members = parseJsonObject(body);
  const config = { guardrailIdentifier: identifier, guardrailVersion: version };
  if (namesGuardrail(members.guardrailConfig)) return body;
  if ('guardrailConfig' in members)
    return Buffer.from(JSON.stringify({ ...members, guardrailConfig: config }));
  const opening = body.indexOf('{') + 1;
  const separator = Object.keys(members).length === 0 ? '' : ',';
  const inserted = Buffer.from(`"guardrailConfig":${JSON.stringify(config)}${separator}`);
  return Buffer.concat([body.subarray(0, opening), inserted, body.subarray(opening)]);
}

function namesGuardrail(config: unknown): boolean {
  return (
    typeof config === 'object' &&
    config !== null &&
    'guardrailIdentifier' in config &&
    !!config.guardrailIdentifier
  );
}
