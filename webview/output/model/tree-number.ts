import type { ModelTrees } from '../../../core/protocol/model';

/** Which tree is meant: of which round, for which class or target, and of those the how manieth. All count from 0. */
export interface TreeChoice {
  readonly round: number;
  readonly output: number;
  readonly part: number;
}

/** The number of a tree as XGBoost counts them; the nearest there is when there is no such tree. */
export function treeNumber({ count, outputs, perOutput }: ModelTrees, { round, output, part }: TreeChoice): number {
  const within = (value: number, end: number) => Math.max(0, Math.min(end - 1, Math.floor(value)));
  const place = within(output, outputs) * perOutput + within(part, perOutput);
  return within(Math.max(0, round) * outputs * perOutput + place, count);
}

export function treeChoice({ outputs, perOutput }: ModelTrees, tree: number): TreeChoice {
  const ofRound = outputs * perOutput;
  const place = tree % ofRound;
  return { round: Math.floor(tree / ofRound), output: Math.floor(place / perOutput), part: place % perOutput };
}
