import type { Failure } from '../protocol/problem';
import type { Block, Pipeline } from './types';

/** Why the kinds of pipelines that Eider does not run do not run, and what to do instead; by `type`. */
const pipelineKinds: Readonly<Record<string, { readonly what: string; readonly remedy: string }>> = {
  streaming: {
    what: 'a streaming pipeline, which waits for messages without end; Eider runs batch pipelines',
    remedy: 'Run it with Mage, or collect the messages somewhere and load them with a block.',
  },
  integration: {
    what: 'a data integration pipeline, made of a source and a destination; Eider runs batch pipelines',
    remedy: 'Load the same data with an SQL block: DuckDB reads files, S3, Postgres, MySQL and SQLite.',
  },
  pyspark: {
    what: 'a PySpark pipeline, which needs a Spark cluster; Eider runs on this machine',
    remedy: 'Set its type to python when its blocks do without the variable spark, or run it with Mage.',
  },
  databricks: {
    what: 'a Databricks pipeline, which needs a Spark cluster; Eider runs on this machine',
    remedy: 'Set its type to python when its blocks do without the variable spark, or run it with Mage.',
  },
  execution_framework: {
    what: 'a pipeline of an execution framework, which Eider does not have',
    remedy: 'Run it with Mage, or write its steps as blocks of a pipeline of type python.',
  },
};

/** Why a pipeline cannot be run, placed at its type; null when it can. */
export function whyPipelineDoesNotRun({
  uuid,
  type,
  file,
  typePosition,
}: Pick<Pipeline, 'uuid' | 'type' | 'file' | 'typePosition'>): Failure | null {
  const kind = Object.hasOwn(pipelineKinds, type) ? pipelineKinds[type] : undefined;
  if (kind === undefined) return null;
  return {
    code: 'pipeline_not_runnable',
    severity: 'warning',
    message: `Pipeline ${uuid} does not run here: it is ${kind.what}.`,
    remedy: kind.remedy,
    file,
    ...typePosition,
  };
}

/** Why a block that would take part in runs cannot be executed, placed at its entry; null when it can. */
export function whyBlockDoesNotRun(
  block: Pick<Block, 'uuid' | 'type' | 'language' | 'configuration' | 'position'>,
  file: string,
): Failure | null {
  if (['chart', 'markdown', 'scratchpad', 'global_data_product'].includes(block.type)) return null;
  const reason = reasonOf(block);
  if (reason === null) return null;
  return {
    code: 'block_not_runnable',
    severity: 'warning',
    message: `Block ${block.uuid} does not run here: it is ${reason.what}.`,
    remedy: reason.remedy,
    file,
    ...block.position,
  };
}

function reasonOf({
  type,
  language,
  configuration,
}: Pick<Block, 'type' | 'language' | 'configuration'>): { readonly what: string; readonly remedy: string } | null {
  if (type === 'dbt') {
    return {
      what: 'a dbt block',
      remedy: 'Run dbt in a terminal; with dbt-duckdb, SQL blocks can read the tables that it makes.',
    };
  }
  if ('data_integration' in configuration) {
    return {
      what: 'a data integration block',
      remedy: 'Load the same data with an SQL block: DuckDB reads files, S3, Postgres, MySQL and SQLite.',
    };
  }
  if (language === 'r') return { what: 'written in R', remedy: 'Rewrite it in Python, SQL or TypeScript.' };
  if (language === 'yaml' || language === 'markdown') {
    return {
      what: `a ${type} in ${language === 'yaml' ? 'YAML' : 'Markdown'}`,
      remedy: 'Rewrite it in Python, SQL or TypeScript, or run its pipeline with Mage.',
    };
  }
  return null;
}
