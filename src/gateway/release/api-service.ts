/** A stage as API Gateway has it now. */
export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly canary?: Canary;
  readonly updatedAt?: Date;
}

export interface Canary {
  readonly deploymentId: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly variableOverrides: Readonly<Record<string, string>>;
}

/** What a canary starts with. */
export interface CanaryStart {
  /** Of its deployment. */
  readonly description: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly variableOverrides: Readonly<Record<string, string>>;
}

/** A deployment: an immutable snapshot of the draft. */
export interface Deployment {
  readonly id: string;
  readonly createdAt: Date;
  readonly description: string;
}

/** How one method of a snapshot is protected. */
export interface MethodProtection {
  readonly path: string;
  readonly method: string;
  /** `NONE`, `CUSTOM`, `AWS_IAM` or `COGNITO_USER_POOLS`. */
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
}

/** The draft of an API: everything a deployment would freeze, as plain data. */
export interface Draft {
  readonly api: object;
  readonly resources: readonly object[];
  readonly authorizers: readonly object[];
  readonly gatewayResponses: readonly object[];
  readonly protections: readonly MethodProtection[];
}

/** What use cases need of API Gateway. Implemented by `src/aws`; every method throws `GatewayError`. */
export interface ApiService {
  stage(apiId: string, name: string): Promise<Stage | undefined>;
  /** All stages of the API. */
  stages(apiId: string): Promise<Stage[]>;
  deployments(apiId: string): Promise<Deployment[]>;
  draft(apiId: string): Promise<Draft>;
  /** How each method of a deployment's snapshot is protected. */
  protections(apiId: string, deploymentId: string): Promise<MethodProtection[]>;
  /**
   * What a stage serves, as OpenAPI 3 with API Gateway's extensions. Of a canary's deployment AWS exports nothing.
   */
  exportedStage(apiId: string, stage: string): Promise<unknown>;
  /**
   * Freezes the draft, without touching a stage. Not repeated when the answer is lost: look for the description before
   * trying again.
   */
  createDeployment(apiId: string, description: string): Promise<Deployment>;
  /** Points the stage at a deployment and sets variables, in one update. */
  pointStage(
    apiId: string,
    stage: string,
    target: { readonly deploymentId: string; readonly variables: Readonly<Record<string, string>> },
  ): Promise<Stage>;
  /**
   * Freezes the draft and starts a canary of it on a stage that exists, whose own deployment stays. Replaces a canary that is there
   * (AWS-FACTS §3). Not repeated when the answer is lost: look at the stage before trying again.
   */
  startCanary(apiId: string, stage: string, canary: CanaryStart): Promise<Deployment>;
  /** Sets the canary's share. On a stage without a canary AWS makes one (AWS-FACTS §3): look first. */
  shiftCanary(apiId: string, stage: string, percent: number): Promise<Stage>;
  /**
   * Copies the canary's deployment and overrides to the stage, in one update, and leaves the canary there at 0 %. On a stage
   * without a canary AWS makes one (AWS-FACTS §3): look first.
   */
  promoteCanary(apiId: string, stage: string): Promise<Stage>;
  /** Removes the canary; the stage's own deployment and variables stay. @throws GatewayError `usage` where there is none */
  removeCanary(apiId: string, stage: string): Promise<Stage>;
  /** Brings deployment, variables and canary of a stage back to what they were, in one update of what differs. */
  restoreStage(apiId: string, wanted: Stage, found: Stage): Promise<Stage>;
  /** Changes what a deployment says of itself; its snapshot never changes. */
  describeDeployment(apiId: string, deploymentId: string, description: string): Promise<void>;
  /** Deletes a deployment; that it is gone already is success. @throws GatewayError `usage` while a stage is on it */
  deleteDeployment(apiId: string, deploymentId: string): Promise<void>;
  /** The role with which API Gateway writes logs in this account and region, if one is set. */
  loggingRole(): Promise<string | undefined>;
  /** Ids of the usage plans that serve a stage of the API. */
  usagePlansOf(apiId: string): Promise<string[]>;
  /**
   * Runs a method of the draft through the control plane (TestInvokeMethod). No authorizer is asked, and the answer is
   * buffered: it ends after 35 s or 1 MB (DG/response-streaming-troubleshoot).
   */
  testInvoke(apiId: string, request: TestRequest): Promise<TestResponse>;
}

export interface TestRequest {
  /** Path of the resource in the API, e.g. `/{proxy+}`. */
  readonly resourcePath: string;
  readonly method: string;
  /** Path and query string as a client would send them. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** A test knows no stage, so it has to be told the variables of one. */
  readonly stageVariables: Readonly<Record<string, string>>;
}

export interface TestResponse {
  readonly status: number;
  readonly body: string;
  /** Milliseconds. */
  readonly latency: number;
  readonly requestId?: string;
}
