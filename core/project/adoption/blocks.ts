import path from 'node:path';
import type { FoundPipeline, FoundProject } from '../../protocol/adoption';
import { whyPipelineDoesNotRun } from '../not-runnable';
import type { Block, PipelineReading, Project } from '../types';

/** Everything of a pipeline that has a file: blocks, what hangs on them, and charts. */
export function blocksIn({ pipeline }: PipelineReading): readonly Block[] {
  if (pipeline === null) return [];
  const { blocks, callbacks, conditionals, charts, extensions } = pipeline;
  return [...blocks, ...callbacks, ...conditionals, ...charts, ...extensions];
}

export function foundPipeline({ uuid, file, pipeline }: PipelineReading): FoundPipeline {
  return {
    uuid,
    type: pipeline?.type ?? null,
    blocks: pipeline?.blocks.length ?? 0,
    charts: pipeline?.charts.length ?? 0,
    reason: pipeline === null ? 'Its file cannot be read.' : (whyPipelineDoesNotRun(pipeline)?.message ?? null),
    place: { file, line: 1, column: 1 },
  };
}

/** How many blocks there are of each type and language, charts aside, the most first. */
export function blockCounts(readings: readonly PipelineReading[]): FoundProject['blocks'] {
  const counts = new Map<string, FoundProject['blocks'][number]>();
  for (const { type, language } of readings.flatMap(blocksIn)) {
    if (type === 'chart') continue;
    const key = `${type} ${language}`;
    const known = counts.get(key);
    counts.set(key, { type, language, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

/** Blocks whose configuration names a path that leads nowhere, so that their file was found elsewhere or not at all. */
export function fallbacksOf(project: Project, readings: readonly PipelineReading[]): FoundProject['fallbacks'] {
  return readings.flatMap((reading) =>
    blocksIn(reading).flatMap(({ uuid, configuration, file, fileExists, position, type }) => {
      const wanted = configuredPath(configuration);
      if (wanted === null || type === 'global_data_product') return [];
      if (fileExists && file !== null && endsWith(file, wanted)) return [];
      return [
        {
          pipeline: reading.uuid,
          block: uuid,
          wanted,
          used: fileExists && file !== null ? slashed(path.relative(project.root, file)) : null,
          place: { file: reading.file, ...position },
        },
      ];
    }),
  );
}

function configuredPath({ file_source: source, file_path: own }: Block['configuration']): string | null {
  const below: unknown = typeof source === 'object' && source !== null && 'path' in source ? source.path : null;
  for (const value of [below, own]) if (typeof value === 'string' && value !== '') return value;
  return null;
}

/** Whether a file lies at the path, whatever folder that begins in. */
function endsWith(file: string, wanted: string): boolean {
  return `/${slashed(file)}`.endsWith(`/${slashed(wanted).replace(/^(\.?\/)+/, '')}`);
}

function slashed(text: string): string {
  return text.replaceAll('\\', '/');
}
