import { lookAtImportances, lookAtModel, lookAtTree } from '../../core/data/model/look';
import type { LocatedOutput } from '../../core/store/outputs';
import { importanceFor, mostLevels, type ModelLook } from './model-text';

/** A model for programs: what it is, its importances, and the tree that was asked for. Empty for one that is not understood. */
export async function modelJson(located: LocatedOutput, { importance, tree, limit }: ModelLook): Promise<object> {
  const model = await lookAtModel(located);
  if (model === null) return {};
  return {
    model,
    ...(model.importances.length === 0
      ? {}
      : { importances: await lookAtImportances(located, { kind: importanceFor(model, { importance }), most: limit }) }),
    ...(tree === null ? {} : { tree: await lookAtTree(located, { tree, root: 0, levels: mostLevels }) }),
  };
}
