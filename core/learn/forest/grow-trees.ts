import type { FitOptions } from '../fit-options';
import { breathe } from '../fit-options';
import type { Crew } from '../kernels/crew';
import type { Heap } from '../kernels/heap';
import { TASK_GROW } from '../kernels/tasks';
import type { DecisionTree } from './decision-tree';
import type { RankedMatrix } from './ranked-matrix';
import type { TreeRules } from './tree-rules';
import { TreeSlot, type Draws, type TreeStart } from './tree-slot';

/** Milliseconds after which others get a turn. */
const TURN = 50;

/** Told of each tree as it is done, in whatever order; the slot holds what else is known of it until the call returns. */
export type TreeVisitor = (number: number, tree: DecisionTree, slot: TreeSlot) => void;

export interface Ground {
  readonly heap: Heap;
  readonly crew: Crew;
  readonly matrix: RankedMatrix;
  readonly rules: TreeRules;
  readonly draws: Draws | null;
  /** Whether each tree's visitor wants to know the leaves of all rows. */
  readonly wantsLeaves: boolean;
  /** Most trees that grow at the same time. */
  readonly trees: number;
}

/** Grows trees, each in one thread and as many at a time as there are threads: what grows depends on none of this. */
export class TreeGrowth {
  readonly #ground: Ground;
  readonly #slots: readonly TreeSlot[];
  #turn = performance.now();

  constructor(ground: Ground) {
    const { heap, crew, matrix, rules, draws, wantsLeaves } = ground;
    this.#ground = ground;
    this.#slots = Array.from(
      { length: Math.min(ground.trees, crew.threads) },
      () => new TreeSlot(heap, matrix, rules, draws, wantsLeaves),
    );
  }

  /** Grows that many trees. Throws the signal's reason when it is aborted. */
  async grow(
    count: number,
    startOf: (number: number) => TreeStart,
    visit: TreeVisitor,
    { signal, onProgress }: FitOptions = {},
  ): Promise<void> {
    const { heap, crew } = this.#ground;
    let next = 0;
    let done = 0;
    const active: { slot: TreeSlot; number: number }[] = [];
    const begin = (slot: TreeSlot) => {
      if (next >= count) return;
      slot.start(startOf(next));
      active.push({ slot, number: next });
      next += 1;
    };
    for (const slot of this.#slots) begin(slot);
    while (active.length > 0) {
      const { i32 } = heap.views;
      for (const { slot } of active) {
        const task = crew.next() >>> 2;
        i32[task] = TASK_GROW;
        i32[task + 1] = slot.job;
      }
      crew.run();
      for (const growing of active.splice(0)) {
        const { slot, number } = growing;
        if (!slot.isDone) {
          slot.makeRoom();
          active.push(growing);
          continue;
        }
        visit(number, slot.finish(), slot);
        done += 1;
        onProgress?.(done / count);
        begin(slot);
      }
      if (performance.now() - this.#turn <= TURN) continue;
      await breathe(signal);
      this.#turn = performance.now();
    }
  }
}
