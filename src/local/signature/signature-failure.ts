/** Why a signed request was refused. */
export type SignatureFailureReason =
  /** Nothing to verify: no Authorization header and no presigned query. */
  | 'missing'
  /** A signature is there but parts of it are absent or malformed. */
  | 'incomplete'
  | 'unknown-key'
  | 'bad-signature'
  /** The request was signed too long ago, or in the future, or its presigned time ran out. */
  | 'skew'
  | 'token-missing'
  | 'token-mismatch'
  /** The temporary credentials are past their time. */
  | 'expired';

interface Answer {
  /** Code of JSON and REST protocols. */
  readonly code: string;
  /** Code of the query protocol (CloudFormation, STS), where it has another name. */
  readonly queryCode: string;
  readonly message: string;
}

const INVALID_TOKEN: Answer = {
  code: 'UnrecognizedClientException',
  queryCode: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid.',
};

const ANSWERS: Readonly<Record<SignatureFailureReason, Answer>> = {
  missing: {
    code: 'MissingAuthenticationTokenException',
    queryCode: 'MissingAuthenticationToken',
    message: 'Missing Authentication Token',
  },
  incomplete: {
    code: 'IncompleteSignatureException',
    queryCode: 'IncompleteSignature',
    message: 'The request signature does not conform to AWS standards.',
  },
  'unknown-key': INVALID_TOKEN,
  'token-missing': INVALID_TOKEN,
  'token-mismatch': INVALID_TOKEN,
  'bad-signature': {
    code: 'InvalidSignatureException',
    queryCode: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  skew: {
    code: 'InvalidSignatureException',
    queryCode: 'SignatureDoesNotMatch',
    message: 'Signature expired.',
  },
  expired: {
    code: 'ExpiredTokenException',
    queryCode: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  },
};

/** A request whose signature was refused, with the answer AWS gives: always status 403. */
export class SignatureFailure extends Error {
  readonly status = 403;
  /** Error code of the JSON and REST protocols, e.g. `InvalidSignatureException`. */
  readonly code: string;
  /** Error code of the query protocol, e.g. `SignatureDoesNotMatch`. */
  readonly queryCode: string;

  constructor(
    readonly reason: SignatureFailureReason,
    message: string = ANSWERS[reason].message,
  ) {
    super(message);
    this.name = 'SignatureFailure';
    this.code = ANSWERS[reason].code;
    this.queryCode = ANSWERS[reason].queryCode;
  }
}
