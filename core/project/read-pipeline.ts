import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../fs-errors';
import { findCycles, formatCycle } from '../graph/cycle';
import type { Problem } from '../protocol/problem';
import { byPlace } from './by-place';
import { findBlockFile, findRootProject } from './block-file';
import { readPipelineSpec, type BlockEntry, type PipelineSpec } from './pipeline-spec';
import { whyBlockDoesNotRun, whyPipelineDoesNotRun } from './not-runnable';
import { nearest } from './suggest';
import type { Block, Chart, Pipeline, PipelineReading, Project } from './types';
import { blockFolder } from './uuid';
import { parseYaml } from './yaml-source';

export interface ReadPipelineOptions {
  /** The text of `metadata.yaml` where an editor holds a newer one than the disk. */
  readonly text?: string;
  /** What `findRootProject` gave for the project, so that reading many pipelines looks for it once. */
  readonly rootProject?: string | null;
}

/** The `metadata.yaml` of a pipeline. */
export function pipelineFile(project: Project, uuid: string): string {
  return path.join(project.root, 'pipelines', uuid, 'metadata.yaml');
}

/**
 * Reads `pipelines/<uuid>/metadata.yaml`. Never throws for what a file holds: everything wrong is among the problems,
 * each with file, line, column and a remedy, and as much of the pipeline as can be understood is given. What blocks'
 * own files hold is not looked at, only whether they are there.
 */
export async function readPipeline(
  project: Project,
  uuid: string,
  options: ReadPipelineOptions = {},
): Promise<PipelineReading> {
  const file = pipelineFile(project, uuid);
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const reading = (pipeline: Pipeline | null): PipelineReading => ({
    uuid,
    file,
    pipeline,
    problems: problems.sort(byPlace),
  });

  const text = options.text ?? (await readText(file, uuid, report));
  if (text === null) return reading(null);
  const yaml = parseYaml(file, text);
  problems.push(...yaml.problems);
  const spec = yaml.usable ? readPipelineSpec(yaml.source, report) : null;
  if (spec === null) return reading(null);

  const rootProject = options.rootProject === undefined ? await findRootProject(project) : options.rootProject;
  const entries = withoutDuplicates(spec.entries, file, report);
  const upstreams = new Map(entries.map((entry) => [entry, knownUpstreams(entry, entries, spec, file, report)]));
  reportCycles(entries, upstreams, file, report);
  const blocks = await Promise.all(
    entries.map(async (entry) => {
      const found = await findBlockFile(project, rootProject, entry, entries);
      if (found.file !== null && !found.exists) reportMissingFile(entry, found.file, project, file, report);
      return toBlock(entry, upstreams.get(entry) ?? [], found.file, found.exists);
    }),
  );
  const inList = (list: BlockEntry['list']): Block[] => blocks.filter((_, index) => entries[index]?.list === list);

  const pipeline: Pipeline = {
    project,
    uuid,
    name: spec.name ?? uuid,
    description: spec.description,
    type: spec.type,
    typePosition: spec.typePosition,
    tags: spec.tags,
    file,
    blocks: inList('blocks'),
    callbacks: inList('callbacks'),
    conditionals: inList('conditionals'),
    charts: inList('widgets').filter(isChart),
    extensions: inList('extensions'),
    retry: spec.retry,
    concurrency: spec.concurrency,
    variables: spec.variables,
  };
  problems.push(...notRunnable(pipeline));
  return reading(pipeline);
}

/** What of it does not run: a warning at the place, since it can be looked at all the same. */
function notRunnable(pipeline: Pipeline): Problem[] {
  const whole = whyPipelineDoesNotRun(pipeline);
  if (whole !== null) return [whole];
  const { blocks, callbacks, conditionals, extensions } = pipeline;
  return [...blocks, ...callbacks, ...conditionals, ...extensions].flatMap(
    (block) => whyBlockDoesNotRun(block, pipeline.file) ?? [],
  );
}

async function readText(file: string, uuid: string, report: (problem: Problem) => void): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = isMissing(error);
    report({
      code: missing ? 'pipeline_missing' : 'pipeline_unreadable',
      severity: 'error',
      message: missing
        ? `Pipeline ${uuid} has no metadata.yaml.`
        : `The metadata.yaml of pipeline ${uuid} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: missing
        ? 'Bring the file back, or remove the folder if the pipeline is gone.'
        : 'See that the file may be read by you and is no folder.',
      file,
      line: 1,
      column: 1,
    });
    return null;
  }
}

/** The first entry of every uuid; the others are reported where they stand. */
function withoutDuplicates(
  entries: readonly BlockEntry[],
  file: string,
  report: (problem: Problem) => void,
): BlockEntry[] {
  const first = new Map<string, BlockEntry>();
  for (const entry of entries) {
    const earlier = first.get(entry.uuid);
    if (earlier === undefined) {
      first.set(entry.uuid, entry);
      continue;
    }
    report({
      code: 'uuid_duplicate',
      severity: 'error',
      message: `The uuid ${entry.uuid} is taken: it already stands in ${earlier.list}, line ${earlier.position.line}.`,
      remedy: 'Give one of the two another uuid; uuids are unique over blocks, callbacks, conditionals and widgets.',
      file,
      ...entry.position,
    });
  }
  return [...first.values()];
}

/** The entry's upstreams that are blocks of the pipeline, each once; the others are reported where they stand. */
function knownUpstreams(
  entry: BlockEntry,
  entries: readonly BlockEntry[],
  spec: PipelineSpec,
  file: string,
  report: (problem: Problem) => void,
): string[] {
  const blocks = new Set(entries.filter((candidate) => candidate.list === 'blocks').map(({ uuid }) => uuid));
  const known = new Set<string>();
  for (const { text: uuid, position } of entry.upstream) {
    if (known.has(uuid)) {
      report({
        code: 'upstream_duplicate',
        severity: 'warning',
        message: `Block ${entry.uuid} lists ${uuid} twice among its upstream blocks; the second is ignored.`,
        remedy: 'Remove one of the two.',
        file,
        ...position,
      });
    } else if (blocks.has(uuid)) {
      known.add(uuid);
    } else if (entries.some((candidate) => candidate.uuid === uuid) || !spec.uuids.has(uuid)) {
      // an upstream whose own entry could not be read has been reported there
      report({ ...unknownUpstream(entry, uuid, blocks, entries), file, ...position });
    }
  }
  return [...known];
}

function unknownUpstream(
  entry: BlockEntry,
  uuid: string,
  blocks: ReadonlySet<string>,
  entries: readonly BlockEntry[],
): Problem {
  const attached = entries.find((candidate) => candidate.uuid === uuid);
  const meant = nearest(
    uuid,
    [...blocks].filter((candidate) => candidate !== entry.uuid),
  );
  return {
    code: 'upstream_unknown',
    // a chart that draws nothing keeps no block from running
    severity: entry.list === 'widgets' ? 'warning' : 'error',
    message:
      attached === undefined
        ? `Block ${entry.uuid} reads ${uuid}, which is no block of this pipeline.`
        : `Block ${entry.uuid} reads ${uuid}, which stands in ${attached.list} and has no output to read.`,
    remedy: meant === null ? 'Add that block to the pipeline, or remove the entry.' : `Did you mean ${meant}?`,
  };
}

/** Each cycle at the edge that closes it: the upstream entry of the cycle's first block. */
function reportCycles(
  entries: readonly BlockEntry[],
  upstreams: ReadonlyMap<BlockEntry, readonly string[]>,
  file: string,
  report: (problem: Problem) => void,
): void {
  const nodes = entries.map((entry) => ({ uuid: entry.uuid, upstream: upstreams.get(entry) ?? [] }));
  for (const cycle of findCycles(nodes)) {
    const entry = entries.find((candidate) => candidate.uuid === cycle[0]);
    const edge = entry?.upstream.find((upstream) => upstream.text === cycle.at(-2));
    report({
      code: 'cycle',
      severity: 'error',
      message: `The blocks read each other in a circle: ${formatCycle(cycle)}.`,
      remedy: 'Remove one of these from the upstream_blocks of the next; a pipeline needs a beginning.',
      file,
      ...(edge ?? entry)?.position,
    });
  }
}

function reportMissingFile(
  entry: BlockEntry,
  blockFile: string,
  project: Project,
  file: string,
  report: (problem: Problem) => void,
): void {
  if (!entry.languageKnown) return;
  const { type, configuration } = entry;
  // a chart whose configuration names columns is drawn without any code
  if (type === 'chart' && ['group_by', 'metrics', 'x'].some((key) => key in configuration)) return;
  const runs = !['chart', 'scratchpad', 'markdown', 'dbt', 'extension'].includes(type);
  const relative = path.relative(project.root, blockFile).replaceAll('\\', '/');
  report({
    code: 'block_file_missing',
    severity: runs ? 'error' : 'warning',
    message: `The file of block ${entry.uuid} is missing: ${relative}.`,
    remedy: `Create it, or correct the entry: type ${type} (folder ${blockFolder(type)}), language ${entry.language}, or configuration.file_path.`,
    file,
    ...entry.position,
  });
}

function toBlock(entry: BlockEntry, upstream: readonly string[], file: string | null, fileExists: boolean): Block {
  const { uuid, name, type, language, configuration, color, timeout, retry, dynamic, sensor, product, position } =
    entry;
  return {
    uuid,
    name,
    type,
    language,
    upstream,
    configuration,
    color,
    timeout,
    retry,
    dynamic,
    sensor,
    product,
    file,
    fileExists,
    position,
  };
}

function isChart(block: Block): block is Chart {
  return block.type === 'chart';
}
