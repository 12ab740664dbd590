import { ConstraintViolations } from '../constraint-violations.js';
import { invalidParameter } from './rejections.js';

/** All names and values together, in bytes (LMB/gettingstarted-limits). */
const LIMIT = 4096;

/** Names Lambda sets itself and keeps (LMB/configuration-envvars). */
const RESERVED: readonly string[] = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
];

/** Checks names, reserved names and the 4 KB limit of a function's variables. */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  const violations = new ConstraintViolations();
  for (const name of Object.keys(variables)) {
    violations.pattern('environment.variables.key', name, '[a-zA-Z]([a-zA-Z0-9_])+');
  }
  const prefix =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  const reserved = Object.keys(variables).filter((name) => RESERVED.includes(name));
  if (reserved.length > 0) {
    const what = 'contains reserved keys that are currently not supported for modification.';
    throw invalidParameter(`${prefix} ${what} Reserved keys used in this request: ${reserved.join(', ')}`);
  }
  violations.throwAs();
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > LIMIT) {
    throw invalidParameter(`${prefix} exceeded the 4KB limit. String measured: ${measured}`);
  }
}
