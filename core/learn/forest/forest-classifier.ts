import * as v from 'valibot';
import type { Target } from '../checks';
import type { FitOptions } from '../fit-options';
import { shapeOf, type FeatureMatrix } from '../matrix';
import { classLabels, classWeightSchema, weightsByClass } from '../linear/class-labels';
import { likeliest, TreeClassifier, type ClassifierFit, type ClassProbabilities } from './classifier';
import { readEnsemble } from './ensemble';
import { growForest, warnOfMissed, type OutOfBag } from './forest-fit';
import type { ForestParameters, ReadForestParameters } from './forest-parameters';
import { checkedWeights } from './training';
import type { CriterionName } from './tree-rules';

export const forestClassWeight = v.pipe(
  v.union([v.literal('balanced_subsample'), classWeightSchema]),
  v.description('balanced, balanced_subsample, null, or an object of a weight of 0 or more for each class'),
);

export interface ForestClassifierParameters extends ForestParameters {
  /** What splits lower: Gini's index, or entropy, which `log_loss` is another name for. */
  readonly criterion?: 'gini' | 'entropy' | 'log_loss' | undefined;
  /** Weights of classes; `balanced` gives all the same, `balanced_subsample` all of each tree's sample. */
  readonly class_weight?: 'balanced' | 'balanced_subsample' | Readonly<Record<string, number>> | null | undefined;
}

export interface ForestClassifierFit extends ClassifierFit {
  readonly oobScore: number | null;
  readonly oobDecisionFunction: ClassProbabilities | null;
}

/** A forest that predicts classes. Immutable. */
export abstract class ForestClassifier extends TreeClassifier implements ForestClassifierFit {
  /** Share of the rows whose class `oobDecisionFunction` finds; null unless `oob_score` was asked for. */
  readonly oobScore: number | null;
  /** For each training row the probabilities by the trees that were not grown on it, NaN without any; null after being stored. */
  readonly oobDecisionFunction: ClassProbabilities | null;

  protected constructor(fit: ForestClassifierFit) {
    super(fit);
    this.oobScore = fit.oobScore;
    this.oobDecisionFunction = fit.oobDecisionFunction;
  }

  /** The stored form, `fromJSON`'s counterpart. */
  toJSON(): unknown {
    return { ...this.storedTrees(), classes: [...this.classes], oobScore: this.oobScore };
  }
}

export async function fitForestClassifier(
  model: string,
  atRandom: boolean,
  features: FeatureMatrix,
  target: Target,
  parameters: ReadForestParameters & {
    readonly criterion: CriterionName;
    readonly class_weight: 'balanced' | 'balanced_subsample' | Readonly<Record<string, number>> | null;
  },
  options: FitOptions,
): Promise<ForestClassifierFit> {
  const given = checkedWeights(model, features, target, options);
  const targets = classLabels(model, Float64Array.from(target));
  const { class_weight: classWeight, criterion } = parameters;
  const bySample = classWeight === 'balanced_subsample' && parameters.bootstrap;
  const byClass = classWeight === 'balanced_subsample' ? (bySample ? null : 'balanced') : classWeight;
  const weights = byClass === null ? given : weightsByClass(model, targets, given, byClass);
  const { classes, codes } = targets;
  const task = { model, features, target: codes, classes: classes.length, weights, criterion, atRandom, parameters };
  const { trees, outOfBag } = await growForest({ ...task, balanced: bySample }, options);
  if (outOfBag !== null) warnOfMissed(model, outOfBag, options);
  const shape = [codes.length, classes.length];
  return {
    trees,
    classes,
    featureCount: shapeOf(features).columns,
    featureNames: features.featureNames ?? null,
    oobScore: outOfBag === null ? null : scoreOf(outOfBag, classes, target),
    oobDecisionFunction:
      outOfBag === null ? null : { kind: 'dense', shape, data: Float64Array.from(outOfBag.predictions) },
  };
}

/** Share of right classes among the rows that some tree was not grown on. */
function scoreOf({ predictions, missed }: OutOfBag, classes: Float64Array, target: Target): number {
  const found = likeliest(predictions, classes);
  let right = 0;
  for (let row = 0; row < found.length; row += 1) {
    if (!Number.isNaN(predictions[row * classes.length]) && found[row] === target[row]) right += 1;
  }
  return right / (found.length - missed);
}

export function readForestClassifier(model: string, format: string, json: unknown): ForestClassifierFit {
  const entries = { classes: v.array(v.number()), oobScore: v.nullable(v.number()) };
  const stored = readEnsemble(model, format, entries, json);
  return { ...stored, classes: Float64Array.from(stored.classes), oobDecisionFunction: null };
}
