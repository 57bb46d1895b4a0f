import type { Manifest } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import type { BlockFinished } from '../protocol/run-events';
import type { BlockValue } from './block-value';

/** How a block ended. */
export type Ending = BlockFinished['status'];
/** Why a block does not run. */
export type SkipReason = Extract<Ending, 'upstream_failed' | 'condition_failed' | 'cancelled'>;

/** How one run of a block ended: of the whole block, or of a block below a dynamic one for one item. */
export type PieceOutcome =
  | {
      readonly ending: 'completed';
      readonly manifest: Manifest;
      readonly folder: string;
      readonly seconds: number;
      readonly failure: null;
    }
  | { readonly ending: 'failed'; readonly failure: Failure; readonly seconds: number }
  | { readonly ending: 'cancelled' | 'condition_failed'; readonly failure: Failure | null; readonly seconds: number };

/** How a block of a plan ended, and what it gave. */
export interface BlockOutcome {
  readonly ending: Ending;
  readonly seconds: number;
  readonly value: BlockValue | null;
  readonly manifest: Manifest | null;
  readonly failure: Failure | null;
}

/** No value, and nothing stored. */
export const nothing = { value: null, manifest: null } as const;

/** What came of looking at a condition. One that threw has not passed. */
export interface ConditionOutcome {
  readonly condition: string;
  readonly passed: boolean;
  readonly failure?: Failure;
}

/** A callback that has run. */
export interface CallbackOutcome {
  readonly callback: string;
  readonly failure?: Failure;
}
