import type { FaultConfig } from './fault-plan.js';

/** A request as the proxy saw it. */
export interface SeenRequest {
  /** From 1, in order of arrival. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly service?: string;
  /** As AWS names it, e.g. `CreateChangeSet`; absent where it has no name here. */
  readonly operation?: string;
  /** Kind of the fault it met. */
  fault?: string;
  /** Whether the server got it. */
  forwarded: boolean;
  /** What the client was answered, or, where the answer was lost, what the server had answered. */
  status?: number;
}

/** A process to be killed by `kill-before` and `kill-after`. */
export interface WatchedProcess {
  readonly pid: number;
  /** Whether its whole process group dies with it; it must be the leader (`detached: true`). */
  readonly group: boolean;
}

/** From the test to the proxy; each is answered by a Reply with the same id. */
export type Command =
  | { readonly id: number; readonly type: 'configure'; readonly config: FaultConfig }
  | { readonly id: number; readonly type: 'watch'; readonly process: WatchedProcess }
  | { readonly id: number; readonly type: 'aim'; readonly target: string }
  | { readonly id: number; readonly type: 'requests' };

/** From the proxy to the test. */
export type Report =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'reply'; readonly id: number; readonly requests: readonly SeenRequest[] };
