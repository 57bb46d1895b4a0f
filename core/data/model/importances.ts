import type { Booster } from '../../learn/boost/booster';
import { nameOf } from '../../learn/boost/booster-model';
import { importanceOf } from '../../learn/boost/importance';
import type { ImportanceKind, ModelImportances } from '../../protocol/model';

/** The `most` features of a booster that are the most important by one measure, and what the others come to. */
export function importancesOf({ model }: Booster, kind: ImportanceKind, most: number): ModelImportances {
  const splits = importanceOf(model, 'weight');
  const values = importanceOf(model, kind);
  const used = Array.from(values.keys()).filter((feature) => (splits[feature] ?? 0) > 0);
  used.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const bars = used.slice(0, most).map((feature) => ({
    ...{ feature: nameOf(model, feature), value: values[feature] ?? 0, splits: splits[feature] ?? 0 },
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
