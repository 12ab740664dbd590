import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { LocalRegion } from '../region.js';
import { SignatureFailure } from '../signature/signature-failure.js';
import type { ReceivedRequest } from '../signature/signed-request.js';
import { verifySignature } from '../signature/verify.js';
import type { ModelOperation } from './operations.js';

/** The Bedrock API key that the local model takes in `Authorization: Bearer`. */
export const LOCAL_BEDROCK_API_KEY = 'bedrock-api-key-local';

/** Signing name of every Bedrock service the local model answers for (BC). */
const SIGNING_NAME = 'bedrock';

/**
 * Lets a request in: by Signature V4 of credentials this region knows, or by the local Bedrock API key.
 *
 * @throws AwsError status 403, as Bedrock answers
 */
export async function authorize(
  request: ReceivedRequest,
  operation: ModelOperation | undefined,
  region: LocalRegion,
): Promise<void> {
  const authorization = Object.entries(request.headers).find(
    ([name]) => name.toLowerCase() === 'authorization',
  )?.[1];
  const bearer = typeof authorization === 'string' ? /^Bearer\s+(.+)$/i.exec(authorization)?.[1] : undefined;
  if (bearer !== undefined) return authorizeKey(bearer, operation);
  try {
    const { service, region: signedRegion } = await verifySignature(
      request,
      (id) => region.credentials.find(id),
      region.clock.now(),
    );
    if (service !== SIGNING_NAME)
      throw wrongScope(`Credential should be scoped to correct service: '${SIGNING_NAME}'.`);
    if (signedRegion !== region.name) throw wrongScope('Credential should be scoped to a valid region.');
  } catch (error) {
    if (error instanceof SignatureFailure) throw new AwsError(error.code, error.message, error.status);
    throw error;
  }
}

/** Bedrock API keys are not for the agent endpoints (BR/api-keys). */
function authorizeKey(key: string, operation: ModelOperation | undefined): void {
  const [given, expected] = [Buffer.from(key), Buffer.from(LOCAL_BEDROCK_API_KEY)];
  const known = given.length === expected.length && timingSafeEqual(given, expected);
  if (known && operation?.endpoint !== 'bedrock-agent-runtime') return;
  throw new AwsError(
    'AccessDeniedException',
    'Authentication failed: Please make sure your API Key is valid.',
    403,
  );
}

function wrongScope(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message, 403);
}
