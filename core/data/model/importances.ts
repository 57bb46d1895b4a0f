import { EiderError } from '../../errors';
import { Booster } from '../../learn/boost/booster';
import { nameOf } from '../../learn/boost/booster-model';
import { importanceOf } from '../../learn/boost/importance';
import { Ensemble } from '../../learn/forest/ensemble';
import type { Model } from '../../learn/models';
import type { ImportanceKind, ModelImportances } from '../../protocol/model';

/** What is known of each feature. */
interface Features {
  readonly values: ArrayLike<number>;
  /** How many splits ask about it. */
  readonly splits: ArrayLike<number>;
  readonly nameOf: (feature: number) => string;
}

/**
 * The `most` features of a model that are the most important by one measure, and what the others come to. Throws
 * `importance_unknown` for a measure that the model has not.
 */
export function importancesOf(model: Model, kind: ImportanceKind, most: number): ModelImportances {
  const { values, splits, nameOf: name } = featuresOf(model, kind);
  const used = Array.from(values, (_, feature) => feature).filter((feature) => (splits[feature] ?? 0) > 0);
  used.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const bars = used.slice(0, most).map((feature) => ({
    ...{ feature: name(feature), value: values[feature] ?? 0, splits: splits[feature] ?? 0 },
  }));
  const left = used.slice(most);
  const averaged = kind === 'gain' || kind === 'cover';
  const restSplits = left.reduce((sum, feature) => sum + (splits[feature] ?? 0), 0);
  const sum = left.reduce(
    (total, feature) => total + (values[feature] ?? 0) * (averaged ? (splits[feature] ?? 0) : 1),
    0,
  );
  return {
    kind,
    bars,
    rest: { features: left.length, value: averaged && restSplits > 0 ? sum / restSplits : sum, splits: restSplits },
    unused: values.length - used.length,
  };
}

function featuresOf(model: Model, kind: ImportanceKind): Features {
  if (model instanceof Booster && kind !== 'impurity') {
    const splits = importanceOf(model.model, 'weight');
    return { values: importanceOf(model.model, kind), splits, nameOf: (feature) => nameOf(model.model, feature) };
  }
  if (model instanceof Ensemble && kind === 'impurity') {
    const splits = new Float64Array(model.featureCount);
    for (const { features } of model.trees) {
      for (const feature of features) if (feature >= 0) splits[feature] = (splits[feature] ?? 0) + 1;
    }
    const { featureImportances: values, featureNames } = model;
    return { values, splits, nameOf: (feature) => featureNames?.[feature] ?? `x${feature}` };
  }
  throw new EiderError({
    code: 'importance_unknown',
    message: `The model has no importances by ${kind}.`,
    remedy: 'Boosters have gain, weight, cover, total_gain and total_cover; forests have impurity.',
  });
}
