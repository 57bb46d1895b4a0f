import * as v from 'valibot';
import type { FeatureMatrix } from '../matrix';
import { addTrees, type Boosted } from './boosting-fit';
import { Ensemble, readEnsemble, type EnsembleFit } from './ensemble';

export interface BoostingFit extends EnsembleFit, Boosted {
  readonly learningRate: number;
}

/** A model whose predictions are a constant and what trees add to it. Immutable. */
export abstract class GradientBoosting extends Ensemble implements BoostingFit {
  /** What predictions begin from, on the scale of the loss: one number for each output. */
  readonly initial: Float64Array;
  readonly learningRate: number;
  /** Loss on the training rows after each stage; with `subsample` on those that were drawn for it. */
  readonly trainScore: Float64Array;

  protected constructor(fit: BoostingFit) {
    super(fit);
    this.initial = fit.initial;
    this.learningRate = fit.learningRate;
    this.trainScore = fit.trainScore;
  }

  /** Number of stages, fewer than `n_estimators` where `n_iter_no_change` ended it. */
  get stages(): number {
    return this.trainScore.length;
  }

  protected override get weighsTreesAlike(): boolean {
    return false;
  }

  /** Predictions on the scale of the loss: rows × outputs. */
  protected rawPredictions(features: FeatureMatrix): Float64Array<ArrayBuffer> {
    const rows = this.checked(features);
    const outputs = this.initial.length;
    const raw = new Float64Array(rows * outputs);
    for (let row = 0; row < rows; row += 1) raw.set(this.initial, row * outputs);
    addTrees(raw, outputs, this.trees, features, this.learningRate);
    return raw;
  }

  protected storedBoosting() {
    return {
      ...this.storedTrees(),
      initial: [...this.initial],
      learningRate: this.learningRate,
      trainScore: [...this.trainScore],
    };
  }
}

const boostingEntries = {
  initial: v.array(v.number()),
  learningRate: v.number(),
  trainScore: v.array(v.number()),
};

/** What a model stored, with what else its schema asks for. Throws `model_damaged`. */
export function readBoosting<Entries extends v.ObjectEntries>(
  model: string,
  format: string,
  entries: Entries,
  json: unknown,
) {
  const common = readEnsemble(model, format, boostingEntries, json);
  const own = readEnsemble(model, format, entries, json);
  return {
    ...own,
    ...common,
    initial: Float64Array.from(common.initial),
    trainScore: Float64Array.from(common.trainScore),
  };
}
