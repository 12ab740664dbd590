import type { LocalRegion } from '../region.js';
import type { DeployedFunction } from './deployed-function.js';

/**
 * The environment of a function, whole: nothing of the process that runs the local AWS is in it
 * (LMB/configuration-envvars lists what Lambda defines).
 */
export function environmentVariables(
  region: LocalRegion,
  deployed: DeployedFunction,
  taskRoot: string,
  logStream: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: region.endpoint(),
    ...deployed.variables,
    ...roleCredentials(region, deployed),
    ...loggingVariables(deployed, logStream),
    _HANDLER: deployed.handler,
    AWS_REGION: region.name,
    AWS_DEFAULT_REGION: region.name,
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployed.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: deployed.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: deployed.variables.LANG ?? 'en_US.UTF-8',
    PATH: deployed.variables.PATH ?? '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: deployed.variables.TZ ?? ':UTC',
  };
}

function roleCredentials(region: LocalRegion, deployed: DeployedFunction): Record<string, string> {
  const issued = region.credentials.issue(deployed.roleArn);
  return {
    AWS_ACCESS_KEY_ID: issued.accessKeyId,
    AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
    ...(issued.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: issued.sessionToken }),
  };
}

function loggingVariables(deployed: DeployedFunction, logStream: string): Record<string, string> {
  const { group, format, applicationLevel } = deployed.logging;
  return {
    AWS_LAMBDA_LOG_GROUP_NAME: group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: format,
    ...(applicationLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: applicationLevel }),
  };
}
