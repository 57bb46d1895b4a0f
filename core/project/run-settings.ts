import {
  booleanField,
  choiceField,
  countField,
  numberField,
  ownerField,
  positiveField,
  type FieldOwner,
} from './yaml-fields';
import type {
  ConcurrencySettings,
  DynamicSettings,
  QueueSettings,
  RetrySettings,
  SensorSettings,
} from './run-settings-types';

export const noRetry: RetrySettings = { retries: null, delay: null, maxDelay: null, exponentialBackoff: null };
export const noDynamic: DynamicSettings = { dynamic: false, reduceOutput: false, combine: 'product' };
export const noConcurrency: ConcurrencySettings = { blocks: null, runs: null, allRuns: null, whenReached: 'wait' };

/** The interval of a sensor that names none; Mage's. */
export const usualSensor: SensorSettings = { interval: 60 };

/** `retry_config` of a project, a pipeline or a block. */
export function readRetry(from: FieldOwner): RetrySettings {
  const retry = ownerField(from, 'retry_config');
  if (retry === null) return noRetry;
  return {
    retries: countField(retry, 'retries'),
    delay: numberField(retry, 'delay'),
    maxDelay: numberField(retry, 'max_delay'),
    exponentialBackoff: booleanField(retry, 'exponential_backoff'),
  };
}

/** `queue_config` of a project. */
export function readQueue(from: FieldOwner): QueueSettings {
  const queue = ownerField(from, 'queue_config');
  return { concurrency: queue === null ? null : countField(queue, 'concurrency', 1) };
}

/** `concurrency_config` of a pipeline. */
export function readConcurrency(from: FieldOwner): ConcurrencySettings {
  const concurrency = ownerField(from, 'concurrency_config');
  if (concurrency === null) return noConcurrency;
  return {
    blocks: countField(concurrency, 'block_run_limit', 1),
    runs: countField(concurrency, 'pipeline_run_limit', 1),
    allRuns: countField(concurrency, 'pipeline_run_limit_all_triggers', 1),
    whenReached: choiceField(concurrency, 'on_pipeline_run_limit_reached', ['wait', 'skip']) ?? 'wait',
  };
}

/** `dynamic`, `reduce_output` and `dynamic_combine` of a block's configuration; `dynamic: {parent: true}` counts too. */
export function readDynamic(from: FieldOwner): DynamicSettings {
  const configuration = configurationOf(from);
  if (configuration === null) return noDynamic;
  return {
    dynamic: readDynamicFlag(configuration),
    reduceOutput: booleanField(configuration, 'reduce_output') ?? false,
    combine: choiceField(configuration, 'dynamic_combine', ['product', 'zip']) ?? 'product',
  };
}

function readDynamicFlag(configuration: FieldOwner): boolean {
  const silent = ownerField({ ...configuration, report: () => undefined }, 'dynamic');
  if (silent === null) return booleanField(configuration, 'dynamic') ?? false;
  return booleanField({ ...silent, report: configuration.report }, 'parent') ?? false;
}

/** `interval` of a sensor's configuration. */
export function readSensor(from: FieldOwner): SensorSettings {
  const configuration = configurationOf(from);
  const interval = configuration === null ? null : positiveField(configuration, 'interval');
  return interval === null ? usualSensor : { interval };
}

/** Whoever reads the configuration as a whole reports one that is no map. */
function configurationOf(from: FieldOwner): FieldOwner | null {
  const configuration = ownerField({ ...from, report: () => undefined }, 'configuration');
  return configuration === null ? null : { ...configuration, report: from.report };
}
