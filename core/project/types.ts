import type { Problem } from '../protocol/problem';
import type { ProductUse } from './data-product-types';
import type { ConcurrencySettings, DynamicSettings, RetrySettings, SensorSettings } from './run-settings-types';

/** The types a block can have in Mage's format. Folder of its files: the type and an `s`, but `custom` stays `custom`. */
export const blockTypes = [
  'data_loader',
  'transformer',
  'data_exporter',
  'custom',
  'sensor',
  'scratchpad',
  'markdown',
  'callback',
  'conditional',
  'chart',
  'global_data_product',
  'dbt',
  'extension',
] as const;
export type BlockType = (typeof blockTypes)[number];

/** The languages a block can be written in; `typescript` is Eider's addition to Mage's. */
export const blockLanguages = ['python', 'sql', 'typescript', 'r', 'yaml', 'markdown'] as const;
export type BlockLanguage = (typeof blockLanguages)[number];

/** A folder with a project `metadata.yaml` (or at least a `pipelines` folder). All paths are absolute. */
export interface Project {
  readonly root: string;
  readonly name: string;
}

/** A place in a file; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One entry of a pipeline's `blocks`, `callbacks`, `conditionals`, `widgets` or `extensions`. */
export interface Block {
  readonly uuid: string;
  readonly name: string;
  readonly type: BlockType;
  readonly language: BlockLanguage;
  /** Order is the order of the positional arguments. Only uuids that exist in the pipeline. */
  readonly upstream: readonly string[];
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly color: string | null;
  /** Seconds, or null for no limit. */
  readonly timeout: number | null;
  readonly retry: RetrySettings;
  readonly dynamic: DynamicSettings;
  readonly sensor: SensorSettings;
  /** The data product that it reads. */
  readonly product: ProductUse | null;
  /** Absolute path of the block's file after Mage's look-up order; null for types without a file. It may not exist. */
  readonly file: string | null;
  readonly fileExists: boolean;
  /** Where the entry stands in the pipeline's `metadata.yaml`. */
  readonly position: Position;
}

/** A chart attached to one block. */
export interface Chart extends Block {
  readonly type: 'chart';
}

export interface Pipeline {
  readonly project: Project;
  /** The folder's name. */
  readonly uuid: string;
  readonly name: string;
  readonly description: string | null;
  /** `python` is Mage's word for a batch pipeline, whatever its blocks' languages. */
  readonly type: string;
  /** Where its type stands in the file; the beginning when it names none. */
  readonly typePosition: Position;
  readonly tags: readonly string[];
  /** Absolute path of its `metadata.yaml`. */
  readonly file: string;
  /** In the order of the file. */
  readonly blocks: readonly Block[];
  readonly callbacks: readonly Block[];
  readonly conditionals: readonly Block[];
  readonly charts: readonly Chart[];
  /** Checks that run on the outputs of the blocks they are attached to. */
  readonly extensions: readonly Block[];
  readonly retry: RetrySettings;
  readonly concurrency: ConcurrencySettings;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What reading a pipeline gives: as much of it as could be understood, and everything wrong with it. */
export interface PipelineReading {
  readonly uuid: string;
  readonly file: string;
  /** Null when nothing of the file can be used (missing, broken YAML, not a map). */
  readonly pipeline: Pipeline | null;
  readonly problems: readonly Problem[];
}
