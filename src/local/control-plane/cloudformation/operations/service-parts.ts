import type { StackEngine } from '../execution/engine.js';
import type { EngineParts } from '../execution/engine-parts.js';

/** What operations share: stacks, and the engine that works on them. */
export interface ServiceParts extends EngineParts {
  readonly engine: StackEngine;
}
