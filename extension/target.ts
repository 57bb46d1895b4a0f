import type { Problem } from '../core/protocol/problem';

/** What a command acts on. Paths are absolute. */
interface ProjectRef {
  readonly project: string;
}
export interface PipelineRef extends ProjectRef {
  readonly pipeline: string;
}
export interface BlockRef extends PipelineRef {
  readonly block: string;
}
export interface RunRef extends PipelineRef {
  readonly run: string;
}
export interface ProductRef extends ProjectRef {
  /** Uuid of a data product. */
  readonly product: string;
}
/** Packages to install for a project. */
export interface PackagesRef extends ProjectRef {
  readonly packages: readonly string[];
}
export interface Target extends ProjectRef {
  readonly pipeline?: string;
  readonly block?: string;
  readonly run?: string;
}

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A project, pipeline, block or run that a command was called with; null for anything else. */
export function resolveTarget(argument: unknown): Target | null {
  if (!isRecord(argument)) return null;
  const project = textOf(argument['project']) ?? rootOf(argument['project']);
  if (project === null) return null;
  const pipeline = textOf(argument['pipeline']);
  if (pipeline === null) return { project };
  const block = textOf(argument['block']);
  const run = textOf(argument['run']);
  return { project, pipeline, ...(block === null ? {} : { block }), ...(run === null ? {} : { run }) };
}

/** The place in a file that a problem or a message names; null when it names none. */
export function placeOf(argument: unknown): Place | null {
  if (!isRecord(argument)) return null;
  const file = textOf(argument['file']);
  if (file === null) return null;
  const { line, column } = argument;
  return {
    file,
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof column === 'number' ? { column } : {}),
  };
}

export function pipelineOf(target: Target | null): PipelineRef | null {
  return target?.pipeline === undefined ? null : { project: target.project, pipeline: target.pipeline };
}

export function blockOf(target: Target | null): BlockRef | null {
  const pipeline = pipelineOf(target);
  return pipeline === null || target?.block === undefined ? null : { ...pipeline, block: target.block };
}

/** The data product that a command was called with; null for anything else. */
export function productOf(argument: unknown): ProductRef | null {
  if (!isRecord(argument)) return null;
  const product = textOf(argument['product']);
  const project = textOf(argument['registry']); // its pipeline may be another project's
  return project === null || product === null ? null : { project, product };
}

/** The packages that a command was called with; null when it was called without any. */
export function packagesOf(argument: unknown): readonly string[] | null {
  const packages = isRecord(argument) ? argument['packages'] : null;
  if (!Array.isArray(packages)) return null;
  return packages.filter((name) => typeof name === 'string');
}

export function runOf(target: Target | null): RunRef | null {
  const pipeline = pipelineOf(target);
  return pipeline === null || target?.run === undefined ? null : { ...pipeline, run: target.run };
}

/** A text that tells things apart; parts may hold any character but NUL, which no path or uuid has. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join('\0');
}

export function samePipeline(a: PipelineRef, b: PipelineRef): boolean {
  return a.project === b.project && a.pipeline === b.pipeline;
}

export function sameBlock(a: BlockRef, b: BlockRef): boolean {
  return samePipeline(a, b) && a.block === b.block;
}

/** A problem in one line for a tooltip or message: what is wrong and what to do. */
export function problemText(problem: Problem): string {
  return problem.remedy === undefined ? problem.message : `${problem.message} ${problem.remedy}`;
}

function rootOf(value: unknown): string | null {
  return isRecord(value) ? textOf(value['root']) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
