/** How the local CloudFormation differs from AWS on purpose. */
export interface CloudFormationOptions {
  /** Milliseconds each step of a resource takes, so that progress can be seen. Tests use 0. */
  readonly pace: number;
  /**
   * What the Stage handler sends on an update. Whether AWS's resends `DeploymentId` when another property changed is not
   * documented; `resend-deployment-id` lets a test see that the caller notices and puts its own deployment back.
   */
  readonly stageUpdates: 'changed-only' | 'resend-deployment-id';
}

export const defaultOptions: CloudFormationOptions = { pace: 40, stageUpdates: 'changed-only' };
