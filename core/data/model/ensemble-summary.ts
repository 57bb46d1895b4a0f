import { depthOf, leafCountOf } from '../../learn/forest/decision-tree';
import type { Ensemble } from '../../learn/forest/ensemble';
import type { ModelFact, ModelTable } from '../../protocol/model';
import { count, modelTable } from './model-table';

/** How large a model of trees is, and how good by the rows that its trees were not grown on. */
export function ensembleFacts(model: Ensemble): ModelFact[] {
  const { trees, featureCount } = model;
  const leaves = trees.reduce((sum, tree) => sum + leafCountOf(tree), 0);
  const depth = trees.reduce((most, tree) => Math.max(most, depthOf(tree)), 0);
  return [
    { label: 'Trees', value: count(trees.length) },
    { label: 'Leaves', value: count(leaves) },
    { label: 'Depth', value: count(depth) },
    { label: 'Features', value: count(featureCount) },
    ...('classes' in model && model.classes instanceof Float64Array
      ? [{ label: 'Classes', value: count(model.classes.length) }]
      : []),
    ...('learningRate' in model && typeof model.learningRate === 'number'
      ? [{ label: 'Learning rate', value: String(model.learningRate) }]
      : []),
    ...('oobScore' in model && typeof model.oobScore === 'number'
      ? [{ label: 'Out-of-bag score', value: model.oobScore.toPrecision(4) }]
      : []),
  ];
}

/** Features that trees ask about, the most important first. */
export function ensembleImportances({ featureImportances, featureNames }: Ensemble): ModelTable {
  const used = [...featureImportances.keys()].filter((feature) => (featureImportances[feature] ?? 0) > 0);
  used.sort((a, b) => (featureImportances[b] ?? 0) - (featureImportances[a] ?? 0) || a - b);
  return modelTable('Importances', ['Feature', 'Importance'], used.length, (at) => {
    const feature = used[at] ?? 0;
    return [featureNames?.[feature] ?? `x${feature}`, featureImportances[feature] ?? null];
  });
}
