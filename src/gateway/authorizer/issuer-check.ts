import { GatewayError } from '../errors.js';
import { usableKeys, type PublishedKey } from './published-keys.js';

/** Reads JSON from the web, without following redirects. Rejects with what went wrong. */
export type ReadDocument = (url: string) => Promise<unknown>;

/** What of the configuration says where tokens come from. */
export interface IssuerSettings {
  readonly issuer: string;
  /** Absent: the issuer's discovery document says it. */
  readonly jwksUrl?: string;
  readonly algorithms: readonly string[];
}

/** What was found. */
export interface IssuerFindings {
  readonly jwksUrl: string;
  readonly keys: readonly PublishedKey[];
}

/**
 * Looks whether an issuer is what the authorizer will take it for: its discovery document names the same issuer, its keys are where they
 * should be, and at least one of them is for an algorithm that is accepted.
 *
 * @throws GatewayError `service` where it cannot be reached from here, `usage` where it is not what it should be
 */
export async function checkIssuer(read: ReadDocument, settings: IssuerSettings): Promise<IssuerFindings> {
  const jwksUrl = settings.jwksUrl ?? (await discover(read, settings.issuer));
  const document = await readFrom(read, jwksUrl, 'The keys of the issuer');
  const published = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(published)) throw wrong(`${jwksUrl} is no set of keys (JWKS).`, []);
  const { usable, others } = usableKeys(published, settings.algorithms);
  if (usable.length === 0) {
    const found =
      others.length > 0 ? `It publishes ${others.join(', ')}` : 'It publishes no key for signatures';
    throw wrong(`${found}; accepted is ${settings.algorithms.join(', ')}.`, ['--algorithms …']);
  }
  return { jwksUrl, keys: usable };
}

async function discover(read: ReadDocument, issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = (await readFrom(read, url, 'The discovery document')) as Record<string, unknown> | null;
  const named = document?.['issuer'];
  if (named !== issuer) {
    const text = typeof named === 'string' ? named : 'none';
    throw wrong(`${url} is about another issuer: ${text}. It has to be the same letter by letter.`, [
      ...(typeof named === 'string' ? [`--issuer ${named}`] : []),
    ]);
  }
  const keys = document?.['jwks_uri'];
  if (typeof keys === 'string' && isTrusted(keys)) return keys;
  throw wrong(`${url} names no https URL of keys.`, ['--jwks-url URL']);
}

/** https, or plain http on this machine, where the local AWS has its issuer: the authorizer takes no other. */
function isTrusted(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

async function readFrom(read: ReadDocument, url: string, what: string): Promise<unknown> {
  try {
    return await read(url);
  } catch (error) {
    throw new GatewayError('service', `${what} cannot be read from here.`, {
      reason: `${url}: ${error instanceof Error ? error.message : String(error)}`,
      next: [
        'Check the URL: --issuer, --jwks-url',
        'Where only AWS can reach the issuer: --skip-issuer-check',
      ],
      cause: error,
    });
  }
}

function wrong(reason: string, next: readonly string[]): GatewayError {
  return new GatewayError('usage', 'The issuer is not what the authorizer needs.', {
    reason: `${reason} Nothing was changed.`,
    next,
  });
}
