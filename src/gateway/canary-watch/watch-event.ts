import type { Figures } from './figures.js';
import type { CheckReport, Verdict } from './judgement.js';

interface At {
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** The watch begins, or begins anew. */
export interface WatchingEvent extends At {
  readonly event: 'watching';
  readonly deployments: { readonly base: string; readonly canary: string };
  readonly percent: number;
  /** Since when the canary has had this share, as the stage says. */
  readonly since: string;
  /** Shares to come; absent where the watch only shows. */
  readonly steps?: readonly number[];
  readonly everyMs: number;
}

/** What was seen in this step, and what follows from it. */
export interface FiguresEvent extends At {
  readonly event: 'figures';
  readonly percent: number;
  /** How long the canary has had this share. */
  readonly observedMs: number;
  readonly figures: Figures;
  /** Since the last such event. */
  readonly recent: Figures;
  readonly verdict: Verdict;
  readonly checks: readonly CheckReport[];
  /** Why the verdict is not to be relied on: the log cannot be read, or nothing comes. */
  readonly blind?: string;
}

/** The canary got another share: from this watch, or from somebody else. */
export interface ShiftedEvent extends At {
  readonly event: 'shifted';
  readonly from: number;
  readonly to: number;
  readonly by: 'watch' | 'somebody-else';
}

/** Something that did not work and is tried again. */
export interface TroubleEvent extends At {
  readonly event: 'trouble';
  readonly message: string;
}

/** It is over. */
export interface EndedEvent extends At {
  readonly event: 'promoted' | 'aborted' | 'ended';
  readonly verdict: Verdict;
  /** The canary's share at the end: 100 once promoted, 0 once aborted. */
  readonly percent: number;
  /** Whether the canary is still there. */
  readonly remains: boolean;
  /** What decided, in words. */
  readonly reasons: readonly string[];
}

export type WatchEvent = WatchingEvent | FiguresEvent | ShiftedEvent | TroubleEvent | EndedEvent;
