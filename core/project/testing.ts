import { noConcurrency, noDynamic, noRetry, usualSensor } from './run-settings';
import type { Block, Pipeline, PipelineReading } from './types';

/** Objects for tests, of which a test names only what it is about. */

export function aBlock(uuid: string, rest: Partial<Block> = {}): Block {
  return {
    uuid,
    name: uuid,
    type: 'transformer',
    language: 'sql',
    upstream: [],
    configuration: {},
    color: null,
    timeout: null,
    retry: noRetry,
    dynamic: noDynamic,
    sensor: usualSensor,
    product: null,
    file: `/project/transformers/${uuid}.sql`,
    fileExists: true,
    position: { line: 1, column: 3 },
    ...rest,
  };
}

export function aReading(blocks: readonly Block[], rest: Partial<Pipeline & PipelineReading> = {}): PipelineReading {
  const { problems = [], ...pipeline } = rest;
  const file = '/project/pipelines/taxi/metadata.yaml';
  return {
    uuid: 'taxi',
    file,
    problems,
    pipeline: {
      project: { root: '/project', name: 'project' },
      uuid: 'taxi',
      name: 'taxi',
      description: null,
      type: 'python',
      typePosition: { line: 1, column: 1 },
      tags: [],
      file,
      blocks,
      callbacks: [],
      conditionals: [],
      charts: [],
      extensions: [],
      retry: noRetry,
      concurrency: noConcurrency,
      variables: {},
      ...pipeline,
    },
  };
}
