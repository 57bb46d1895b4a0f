import { currentRecorder, unrecorded, type ExperimentDetails, type TrainingRecord } from './recorder';

/**
 * Says what this block trains from here on: which experiment it belongs to, and a name, parameters and tags that its records
 * carry. What is left out is as if it had never been said.
 *
 *     experiment({ experiment: 'fares', name: 'without night trips', tags: { data: '2021-03' } });
 */
export function experiment(details: ExperimentDetails): void {
  currentRecorder()?.describe(details);
}

/**
 * The record of the training that gave a model, to add scores, parameters or tags to it:
 * `recordOf(booster).metrics({ rmse }, { set: 'test' })`. Of a model that was not trained in this block it takes
 * everything and keeps nothing.
 */
export function recordOf(model: object): TrainingRecord {
  return currentRecorder()?.recordOf(model) ?? unrecorded;
}
