import type { AuthorizerService } from './authorizer/authorizer-service.js';
import type { ChatService, ChatTarget } from './chat/chat-service.js';
import type { Clock } from './clock.js';
import type { LogService } from './logs/log-service.js';
import type { ApiService } from './release/api-service.js';
import type { FunctionService } from './release/function-service.js';
import type { StageSettingsService } from './stage-settings/stage-settings-service.js';
import type { StackService } from './stack/stack-service.js';
import type { ApiKeyService } from './tenant/api-key-service.js';
import type { SecretService } from './tenant/secret-service.js';
import type { UsagePlanService } from './tenant/usage-plan-service.js';

/** Who the credentials belong to. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
}

/** What use cases need of STS. Implemented by `src/aws`. */
export interface IdentityService {
  caller(): Promise<Identity>;
}

/** AWS as use cases see it: one account, one region. */
export interface Connection {
  readonly region: string;
  /** Where AWS is, when that is not AWS itself: the local AWS, or another endpoint. */
  readonly endpoint: string | undefined;
  readonly stacks: StackService;
  readonly apis: ApiService;
  readonly functions: FunctionService;
  readonly identities: IdentityService;
  readonly authorizers: AuthorizerService;
  readonly apiKeys: ApiKeyService;
  readonly usagePlans: UsagePlanService;
  readonly secrets: SecretService;
  readonly logs: LogService;
  readonly stageSettings: StageSettingsService;
  /** A client of a gateway, as an application would have one. */
  chat(target: ChatTarget): ChatService;
}

/** How to reach AWS. */
export interface ConnectionOptions {
  readonly region: string;
  /** Name of a profile in the AWS configuration files. */
  readonly profile?: string;
  /** Overrides where every service is, e.g. `http://127.0.0.1:4577`. */
  readonly endpoint?: string;
  /** Fixed credentials, for the local AWS; otherwise the SDK's default chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What carries requests in place of sockets: an HTTP handler of the SDK. For tests. */
  readonly transport?: object;
  /** Time by which calls are held to AWS's control-plane rates; absent: not held, as nobody enforces any. */
  readonly pacing?: Clock;
  /** Receives one line for each call: operation, status, duration, request id. Never a body. */
  readonly trace?: (line: string) => void;
}
