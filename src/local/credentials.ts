/** A key pair the local AWS accepts, and whose it is. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Set for issued (temporary) credentials: a request must then carry it. */
  readonly sessionToken?: string;
  readonly principalArn: string;
  /** Milliseconds since the epoch; absent for permanent keys. */
  readonly expiresAt?: number;
}

/** Credentials known to the local AWS: the operator's `local`/`local`, and those issued to functions. */
export interface CredentialStore {
  find(accessKeyId: string): Credentials | undefined;
  /** Makes temporary credentials for an assumed role. Without a lifetime they last as long as the process. */
  issue(principalArn: string, lifetimeSeconds?: number): Credentials;
}
