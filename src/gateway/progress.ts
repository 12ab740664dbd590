/** How one part of a step stands. */
export type PartState = 'running' | 'done' | 'failed' | 'reverted';

/** One part of a step, such as a resource of a stack. */
export interface Part {
  /** Stable name: the same name moves the same part on. */
  readonly name: string;
  readonly state: PartState;
  /** What it is or what happens to it, e.g. `AWS::Lambda::Function`. */
  readonly detail?: string;
  /** Why it failed. */
  readonly reason?: string;
}

/** A step under way. */
export interface Step {
  /** Says how far it is, e.g. `12 of 38`. */
  report(text: string): void;
  /** Moves a part of the step on. */
  part(part: Part): void;
  /** Replaces the title by what came out of it. */
  conclude(title: string): void;
}

/**
 * Where use cases report what they are doing. `src/terminal` shows it as a live tree or plain lines, or not at all; use
 * cases never print.
 */
export interface Progress {
  /** Runs `work` as a step. Its failure marks the step failed and is passed on. */
  step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T>;
  /** Something the operator should read although nothing failed. */
  warn(text: string): void;
  /**
   * What Ctrl-C should say from now on: what goes on without us and how to resume. `undefined` when nothing would be
   * left behind.
   */
  onInterrupt(explanation: string | undefined): void;
}
