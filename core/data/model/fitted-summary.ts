import type { Booster } from '../../learn/boost/booster';
import { DictVectorizer } from '../../learn/encode/dict-vectorizer';
import type { CategoryValue } from '../../learn/encode/categories';
import { MinMaxScaler } from '../../learn/encode/min-max-scaler';
import { OneHotEncoder } from '../../learn/encode/one-hot-encoder';
import { OrdinalEncoder } from '../../learn/encode/ordinal-encoder';
import { StandardScaler } from '../../learn/encode/standard-scaler';
import { TargetEncoder } from '../../learn/encode/target-encoder';
import { depthOf, leafCountOf } from '../../learn/forest/decision-tree';
import { Ensemble } from '../../learn/forest/ensemble';
import type { Model } from '../../learn/models';
import type { ModelFact, ModelSummary, ModelTable } from '../../protocol/model';
import { coefficientTable, linearFacts } from './linear-summary';
import { count, modelTable } from './model-table';

/** Any model that is no booster. */
type Fitted = Exclude<Model, Booster>;

/** What a forest, a linear model, an encoder or a scaler has learnt. */
export function fittedSummary(model: Fitted, title: string): ModelSummary {
  const importances = model instanceof Ensemble ? (['impurity'] as const) : [];
  const { facts, tables } = model instanceof Ensemble ? { facts: forestFacts(model), tables: [] } : partsOf(model);
  return { title, facts, importances, trees: null, tables };
}

interface Parts {
  readonly facts: readonly ModelFact[];
  readonly tables: readonly ModelTable[];
}

function partsOf(model: Exclude<Fitted, Ensemble>): Parts {
  if (model instanceof StandardScaler) {
    const { mean, var: variance, scale, featureNames } = model;
    const name = namesOf(featureNames);
    return {
      facts: [features(mean.length)],
      tables: [
        modelTable('Features', ['Feature', 'Mean', 'Variance', 'Scale'], mean.length, (at) => [
          ...[name(at), mean[at] ?? null, variance[at] ?? null, scale[at] ?? null],
        ]),
      ],
    };
  }
  if (model instanceof MinMaxScaler) {
    const { dataMin, dataMax, scale, featureNames } = model;
    const name = namesOf(featureNames);
    return {
      facts: [features(dataMin.length)],
      tables: [
        modelTable('Features', ['Feature', 'Least', 'Greatest', 'Scale'], dataMin.length, (at) => [
          ...[name(at), dataMin[at] ?? null, dataMax[at] ?? null, scale[at] ?? null],
        ]),
      ],
    };
  }
  if (model instanceof DictVectorizer) {
    const { featureNames } = model;
    return {
      facts: [features(featureNames.length)],
      tables: [
        modelTable('Features', ['Number', 'Feature'], featureNames.length, (at) => [at, featureNames[at] ?? '']),
      ],
    };
  }
  if (model instanceof TargetEncoder) return targetEncoderParts(model);
  if (model instanceof OneHotEncoder || model instanceof OrdinalEncoder) {
    const all = categoriesOf(model.categories);
    const columns = Object.keys(model.categories).length;
    return {
      facts: [
        { label: 'Columns', value: count(columns) },
        { label: 'Categories', value: count(all.length) },
        features(model.featureNames.length),
      ],
      tables: [
        modelTable('Categories', ['Column', 'Number', 'Category'], all.length, (at) => {
          const { column = '', place = 0, value = null } = all[at] ?? {};
          return [column, place, categoryText(value)];
        }),
      ],
    };
  }
  return { facts: linearFacts(model), tables: [coefficientTable(model)] };
}

function forestFacts(model: Ensemble): ModelFact[] {
  const { trees, featureCount } = model;
  const leaves = trees.reduce((sum, tree) => sum + leafCountOf(tree), 0);
  const deepest = trees.reduce((most, tree) => Math.max(most, depthOf(tree)), 0);
  return [
    { label: 'Trees', value: count(trees.length) },
    { label: 'Leaves', value: count(leaves) },
    { label: 'Deepest', value: `${count(deepest)} levels` },
    features(featureCount),
    ...('classes' in model && model.classes instanceof Float64Array
      ? [{ label: 'Classes', value: [...model.classes].join(', ') }]
      : []),
    ...('learningRate' in model ? [{ label: 'Learning rate', value: String(model.learningRate) }] : []),
    ...('oobScore' in model && typeof model.oobScore === 'number'
      ? [{ label: 'Out-of-bag score', value: String(Number(model.oobScore.toPrecision(6))) }]
      : []),
  ];
}

function targetEncoderParts({ categories, encodings, classes, targetType, targetMean }: TargetEncoder): Parts {
  const all = categoriesOf(categories);
  const outputs = targetType === 'multiclass' ? (classes ?? []).map(String) : ['Encoded as'];
  return {
    facts: [
      { label: 'Target', value: targetType },
      { label: 'Mean', value: targetMean.map((mean) => String(Number(mean.toPrecision(6)))).join(', ') },
      { label: 'Columns', value: count(Object.keys(categories).length) },
      { label: 'Categories', value: count(all.length) },
    ],
    tables: [
      modelTable('Encodings', ['Column', 'Category', ...outputs], all.length, (at) => {
        const { column = '', place = 0, value = null } = all[at] ?? {};
        const encoded = (encodings[column] ?? []).map((encoding) => encoding[place] ?? null);
        return [column, categoryText(value), ...encoded];
      }),
    ],
  };
}

function features(number: number): ModelFact {
  return { label: 'Features', value: count(number) };
}

function namesOf(names: readonly string[] | null): (at: number) => string {
  return (at) => names?.[at] ?? `x${at}`;
}

function categoriesOf(categories: Readonly<Record<string, readonly CategoryValue[]>>) {
  return Object.entries(categories).flatMap(([column, values]) =>
    values.map((value, place) => ({ column, place, value })),
  );
}

function categoryText(value: CategoryValue): string {
  return value === null ? '(missing)' : String(value);
}
