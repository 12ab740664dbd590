import type {
  CreateFunctionRequest,
  LoggingConfig,
  Runtime,
  UpdateFunctionConfigurationRequest,
  VpcConfig,
  VpcConfigResponse,
} from '@aws-sdk/client-lambda';
import { notImplementedHere } from '../../errors.js';
import { ConstraintViolations } from '../constraint-violations.js';
import type { FunctionSettings } from './function-record.js';
import { invalidParameter } from './rejections.js';
import { DEPRECATED_RUNTIMES, NODE_RUNTIMES, OTHER_RUNTIMES } from './runtimes.js';
import { checkVariables } from './variables.js';

type SettingsInput = CreateFunctionRequest | UpdateFunctionConfigurationRequest;

const ROLE_PATTERN = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';

/** Settings of a new function; defaults as on AWS: 128 MB, 3 s (LMB/configuration-function-common). */
export function newSettings(input: CreateFunctionRequest, name: string): FunctionSettings {
  checkSettings(new ConstraintViolations().required('role', input.Role), input);
  if (input.PackageType !== undefined && input.PackageType !== 'Zip') {
    throw notImplementedHere('A function from a container image');
  }
  if (input.Runtime === undefined || input.Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const start: FunctionSettings = {
    runtime: input.Runtime,
    handler: input.Handler,
    role: input.Role ?? '',
    description: '',
    timeout: 3,
    memorySize: 128,
    tracing: 'PassThrough',
    architectures: input.Architectures?.length ? input.Architectures : ['x86_64'],
    ephemeralStorage: { Size: 512 },
    logging: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
  };
  return applySettings(start, input);
}

/** Settings after an update: only what the request has changes. */
export function changedSettings(
  current: FunctionSettings,
  input: UpdateFunctionConfigurationRequest,
): FunctionSettings {
  checkSettings(new ConstraintViolations(), input);
  return applySettings(current, input);
}

function applySettings(current: FunctionSettings, input: SettingsInput): FunctionSettings {
  return {
    ...current,
    runtime: input.Runtime ?? current.runtime,
    handler: input.Handler ?? current.handler,
    role: input.Role ?? current.role,
    description: input.Description ?? current.description,
    timeout: input.Timeout ?? current.timeout,
    memorySize: input.MemorySize ?? current.memorySize,
    environment: input.Environment ? { Variables: input.Environment.Variables ?? {} } : current.environment,
    tracing: input.TracingConfig?.Mode ?? current.tracing,
    ephemeralStorage: input.EphemeralStorage ?? current.ephemeralStorage,
    logging: mergeLogging(current.logging, input.LoggingConfig),
    vpc: input.VpcConfig ? describeVpc(input.VpcConfig) : current.vpc,
    deadLetter: input.DeadLetterConfig ?? current.deadLetter,
    kmsKeyArn: input.KMSKeyArn ?? current.kmsKeyArn,
  };
}

function checkSettings(violations: ConstraintViolations, input: SettingsInput): void {
  violations
    .pattern('role', input.Role, ROLE_PATTERN)
    .length('handler', input.Handler, 0, 128)
    .pattern('handler', input.Handler, '[^\\s]+')
    .length('description', input.Description, 0, 256)
    .range('timeout', input.Timeout, 1, 900)
    .range('memorySize', input.MemorySize, 128, 10_240)
    .range('ephemeralStorage.size', input.EphemeralStorage?.Size, 512, 10_240)
    .oneOf('tracingConfig.mode', input.TracingConfig?.Mode, ['Active', 'PassThrough'])
    .oneOf('loggingConfig.logFormat', input.LoggingConfig?.LogFormat, ['JSON', 'Text'])
    .pattern('loggingConfig.logGroup', input.LoggingConfig?.LogGroup, '[\\.\\-_/#A-Za-z0-9]+')
    .throwAs();
  checkRuntime(input.Runtime);
  checkVariables(input.Environment?.Variables ?? {});
  checkLogging(input.LoggingConfig);
  if (input.Layers?.length) throw notImplementedHere('A function with layers');
}

function checkRuntime(runtime: Runtime | undefined): void {
  if (runtime === undefined || NODE_RUNTIMES.includes(runtime)) return;
  if (DEPRECATED_RUNTIMES.includes(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
        'We recommend you use a supported runtime while creating or updating functions.',
    );
  }
  if (OTHER_RUNTIMES.includes(runtime)) throw notImplementedHere(`The runtime ${runtime}`);
  const all = [...NODE_RUNTIMES, ...OTHER_RUNTIMES].join(', ');
  throw invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${all}] or be a valid ARN`,
  );
}

function checkLogging(logging: LoggingConfig | undefined): void {
  if (logging?.LogFormat === 'JSON') return;
  if (logging?.ApplicationLogLevel === undefined && logging?.SystemLogLevel === undefined) return;
  if (logging.LogFormat === 'Text') {
    throw invalidParameter(
      'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
    );
  }
}

/** Switching to JSON sets both levels to INFO, switching to text removes them (LS). */
function mergeLogging(current: LoggingConfig, change: LoggingConfig | undefined): LoggingConfig {
  if (!change) return current;
  const levels =
    change.LogFormat === 'JSON' ? ({ ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' } as const) : {};
  const merged: LoggingConfig = { ...current, ...levels, ...change };
  if (merged.LogFormat === 'JSON') return merged;
  return { LogFormat: merged.LogFormat, LogGroup: merged.LogGroup };
}

function describeVpc(vpc: VpcConfig): VpcConfigResponse {
  return {
    SubnetIds: vpc.SubnetIds ?? [],
    SecurityGroupIds: vpc.SecurityGroupIds ?? [],
    Ipv6AllowedForDualStack: vpc.Ipv6AllowedForDualStack ?? false,
    VpcId: vpc.SubnetIds?.length ? 'vpc-local' : '',
  };
}
