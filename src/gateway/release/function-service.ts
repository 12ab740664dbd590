/** The state of a function's unpublished code and configuration (`$LATEST`). */
export interface FunctionState {
  readonly name: string;
  /** Base64 SHA-256 of the zip. */
  readonly codeSha256: string;
}

/** What use cases need of Lambda. Implemented by `src/aws`; every method throws `GatewayError`. */
export interface FunctionService {
  latest(functionName: string): Promise<FunctionState>;
  /** Uploads code into `$LATEST` and waits until it can be published. */
  updateCode(functionName: string, zip: Uint8Array): Promise<FunctionState>;
  /**
   * Publishes `$LATEST`. Where code and configuration are those of the newest version already, AWS makes no new one and
   * answers with that (AWS-FACTS §13), so repeating is harmless.
   *
   * @returns the version number
   */
  publish(functionName: string, codeSha256: string): Promise<string>;
}
