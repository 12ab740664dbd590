/** What publishing would freeze of `$LATEST`, or has frozen of a version. */
export interface FunctionState {
  readonly name: string;
  /** Base64 SHA-256 of the zip. */
  readonly codeSha256: string;
  /** All settings as text: equal settings are equal texts. */
  readonly configuration: string;
}

/** What use cases need of Lambda. Implemented by `src/aws`; every method throws `GatewayError`. */
export interface FunctionService {
  latest(functionName: string): Promise<FunctionState>;
  /** A published version, or undefined where there is none of that number. */
  version(functionName: string, version: string): Promise<FunctionState | undefined>;
  /** Uploads code into `$LATEST`. */
  updateCode(functionName: string, zip: Uint8Array): Promise<void>;
  /**
   * Publishes `$LATEST`. Where code and configuration are those of the newest version already, AWS makes no new one and
   * answers with that (AWS-FACTS §13), so repeating is harmless.
   *
   * @returns the version number
   */
  publish(functionName: string, codeSha256: string): Promise<string>;
}
