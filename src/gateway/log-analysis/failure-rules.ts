import type { FailureRule } from './failure-rule.js';
import { afterForwarder } from './forwarder-rules.js';
import { inFunction } from './function-rules.js';
import { beforeFunction } from './gateway-rules.js';

/** In the order of a request's way: the first that applies is the one. */
export const failureRules: readonly FailureRule[] = [...beforeFunction, ...afterForwarder, ...inFunction];
