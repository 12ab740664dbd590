/** One version of a function, as far as running it goes. */
export interface DeployedFunction {
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Changes whenever code or configuration does: environments of an older one serve no more requests. */
  readonly generation: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memorySize: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logging: FunctionLogging;
  readonly codeSha256: string;
  /** The deployment package. */
  readonly zip: Uint8Array;
  /** Most requests of the function at a time; the account's limit when absent. */
  readonly reservedConcurrency?: number;
}

/** Where a function logs to and how. */
export interface FunctionLogging {
  readonly group: string;
  /** Whether `group` is the function's own, `/aws/lambda/{name}`; stream names differ otherwise. */
  readonly ownGroup: boolean;
  readonly format: 'JSON' | 'Text';
  /** Lowest level of a function's own lines that is kept; JSON only. */
  readonly applicationLevel?: string;
  /** Lowest level of Lambda's own lines that is kept; JSON only. */
  readonly systemLevel?: string;
}

/** Finds what a function ARN or name stands for. */
export interface FunctionDirectory {
  /**
   * @param qualifier version or alias; may also be at the end of `nameOrArn`
   * @throws AwsError ResourceNotFoundException (404) where there is no such function or version
   */
  resolve(
    nameOrArn: string,
    qualifier?: string,
  ): { readonly deployed: DeployedFunction; readonly invokedArn: string };
}
