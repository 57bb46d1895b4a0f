import { randomUUID } from 'node:crypto';
import type { BlockInput } from '../contract';
import type { Block, Chart, Project } from '../../project/types';
import type { PythonTask } from './messages';
import type { ProjectPlaces } from './project-places';

/** What Python code is executed on: of a block, or of a chart. */
export interface PythonSubject {
  readonly code:
    | Pick<Block, 'type' | 'uuid' | 'configuration'>
    | (Pick<Chart, 'uuid' | 'configuration'> & { readonly type: 'chart' });
  readonly project: Project;
  readonly pipeline: string;
  readonly run: string;
  readonly trigger: string | null;
  readonly file: string;
  readonly inputs: readonly BlockInput[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** A worker's task without what only somebody who waits for its end has. */
export type LoadingTask = Omit<PythonTask, 'wanted' | 'folder' | 'mark' | 'debug'>;

export function loadingTask(subject: PythonSubject, { importFolders, rootProject }: ProjectPlaces): LoadingTask {
  const { code, project, pipeline, run, trigger, file, inputs, variables, secrets } = subject;
  return {
    type: code.type,
    block: code.uuid,
    pipeline,
    run,
    trigger,
    file,
    project: project.root,
    root_project: rootProject,
    import_folders: importFolders,
    inputs,
    variables,
    configuration: code.configuration,
    secrets,
  };
}

/** Text that no block prints by itself, to find the end of what it has printed. */
export function newMark(): string {
  return `\u0001${randomUUID()}\u0001`;
}
