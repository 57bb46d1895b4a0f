import type { Block, PipelineReading, Project } from '../../core/project/types';
import type { Problem } from '../../core/protocol/problem';
import { keyOf } from '../target';

/**
 * The elements of the tree Pipelines. `project` is the project's root in every one, so that commands can take an element
 * as their target.
 */
export interface ProjectNode {
  readonly kind: 'project';
  readonly id: string;
  readonly project: string;
  readonly name: string;
}
export interface PipelineNode {
  readonly kind: 'pipeline';
  readonly id: string;
  readonly project: string;
  readonly pipeline: string;
}
interface BlockNode {
  readonly kind: 'block';
  readonly id: string;
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  readonly entry: Block;
}
interface ProblemNode {
  readonly kind: 'problem';
  readonly id: string;
  readonly project: string;
  readonly pipeline: string;
  readonly problem: Problem;
}
export type PipelinesNode = ProjectNode | PipelineNode | BlockNode | ProblemNode;

export function projectNode(project: Project): ProjectNode {
  return { kind: 'project', id: keyOf(project.root), project: project.root, name: project.name };
}

export function pipelineNode(project: string, pipeline: string): PipelineNode {
  return { kind: 'pipeline', id: keyOf(project, pipeline), project, pipeline };
}

/** What a pipeline unfolds to: its problems first, then its blocks in the order of the file. */
export function pipelineChildren(project: string, reading: PipelineReading): (BlockNode | ProblemNode)[] {
  const pipeline = reading.uuid;
  const problems = reading.problems.map((problem, index): ProblemNode => ({
    kind: 'problem',
    id: keyOf(project, pipeline, '', String(index)),
    project,
    pipeline,
    problem: problem.file === undefined ? { ...problem, file: reading.file } : problem,
  }));
  const { pipeline: read } = reading;
  const entries = read === null ? [] : [...read.blocks, ...read.callbacks, ...read.conditionals];
  // a uuid that occurs twice is reported as a problem; the tree can show it only once
  const unique = new Map(entries.map((entry) => [entry.uuid, entry]));
  const blocks = [...unique.values()].map((entry): BlockNode => ({
    kind: 'block',
    id: blockId(project, pipeline, entry.uuid),
    project,
    pipeline,
    block: entry.uuid,
    entry,
  }));
  return [...problems, ...blocks];
}

export function blockId(project: string, pipeline: string, block: string): string {
  return keyOf(project, pipeline, block);
}
