import path from 'node:path';
import * as vscode from 'vscode';
import { findProjectsUnder, projectAt } from '../../core/project/find-project';
import { listPipelineIds } from '../../core/project/list-pipelines';
import { readPipeline } from '../../core/project/read-pipeline';
import type { Pipeline, PipelineReading, Project } from '../../core/project/types';
import { setContextKey } from '../manifest/context-keys';
import { shared } from '../shared-promise';
import { keyOf, type PipelineRef } from '../target';
import { watchProjectFiles, type FileChange } from './watch-files';

/** What may have changed on disk: everything, the pipelines of one project, or one pipeline. */
export type ProjectChange =
  | { readonly scope: 'all' }
  | { readonly scope: 'project'; readonly project: string }
  | ({ readonly scope: 'pipeline' } & PipelineRef);

/**
 * The projects of the workspace as they stand on disk. Reads nothing until asked, reads once, and forgets exactly what a
 * file event touches. Callers that ask for the same thing share one promise.
 */
export class ProjectStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ProjectChange>();
  readonly onDidChange = this.#changed.event;
  readonly #read = new vscode.EventEmitter<Pipeline>();
  /** A pipeline's file was read, for the first time or anew. */
  readonly onDidRead = this.#read.event;
  readonly #found = new vscode.EventEmitter<readonly Project[]>();
  /** The workspace was searched for projects. */
  readonly onDidFind = this.#found.event;
  readonly #pipelines = new Map<string, Promise<readonly string[]>>();
  readonly #readings = new Map<string, Promise<PipelineReading>>();
  readonly #disposables: { dispose(): unknown }[] = [this.#changed, this.#read, this.#found];
  readonly #ended = new AbortController();
  #projects: Promise<readonly Project[]> | null = null;
  #watcher: vscode.Disposable | null = null;

  constructor() {
    this.#disposables.push(vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
  }

  /** All projects below the workspace folders, in the folders' order. */
  projects(): Promise<readonly Project[]> {
    this.#watcher ??= watchProjectFiles((changes) => this.#onFiles(changes));
    if (this.#projects === null) {
      const search = this.#search();
      this.#projects = search;
      search.catch(() => {
        // the next caller searches again; this one has the error
        if (this.#projects === search) this.#projects = null;
      });
    }
    return this.#projects;
  }

  /** Ids of a project's pipelines: folder names, nothing is opened. */
  pipelines(project: string): Promise<readonly string[]> {
    return shared(this.#pipelines, project, () => listPipelineIds(projectAt(project)));
  }

  read({ project, pipeline }: PipelineRef): Promise<PipelineReading> {
    return shared(this.#readings, keyOf(project, pipeline), async () => {
      const reading = await readPipeline(projectAt(project), pipeline);
      if (reading.pipeline !== null && !this.#ended.signal.aborted) this.#read.fire(reading.pipeline);
      return reading;
    });
  }

  /** Forgets a pipeline that was just written, without waiting for the file event. */
  invalidate(project: string, pipeline: string, appeared: boolean): void {
    this.#onFiles([{ kind: 'pipeline', project, pipeline, appeared }]);
  }

  /** Forgets everything, so that what is asked next is read from disk. */
  refresh(): void {
    this.#watcher?.dispose();
    this.#watcher = null;
    this.#forgetAll();
  }

  dispose(): void {
    this.#ended.abort();
    this.#watcher?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #search(): Promise<readonly Project[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    const found = await Promise.all(folders.map((folder) => findProjectsUnder(folder.uri.fsPath, this.#ended.signal)));
    const projects = new Map(found.flat().map((project) => [project.root, project]));
    setContextKey('eider.hasProject', projects.size > 0);
    setContextKey('eider.searched', true);
    if (!this.#ended.signal.aborted) this.#found.fire([...projects.values()]);
    return [...projects.values()];
  }

  #forgetAll(): void {
    this.#projects = null;
    this.#pipelines.clear();
    this.#readings.clear();
    this.#changed.fire({ scope: 'all' });
  }

  #onFiles(changes: readonly FileChange[]): void {
    this.#forget(changes).catch(() => this.#forgetAll());
  }

  async #forget(changes: readonly FileChange[]): Promise<void> {
    const known = new Set(((await this.#projects) ?? []).map((project) => project.root));
    const fired = new Set<string>();
    for (const change of changes) {
      if (change.kind === 'pipeline' && !known.has(change.project)) {
        this.#forgetAll();
        return;
      }
      const affected = this.#affectedBy(change, known);
      for (const one of affected) {
        const key = one.scope === 'pipeline' ? keyOf(one.project, one.pipeline) : one.project;
        if (fired.has(key)) continue;
        fired.add(key);
        this.#changed.fire(one);
      }
    }
  }

  /** Drops what a change outdated and says what that is. */
  #affectedBy(change: FileChange, known: ReadonlySet<string>): Exclude<ProjectChange, { scope: 'all' }>[] {
    if (change.kind === 'pipeline') {
      const { project, pipeline } = change;
      this.#readings.delete(keyOf(project, pipeline));
      if (!change.appeared) return [{ scope: 'pipeline', project, pipeline }];
      this.#pipelines.delete(project);
      return [
        { scope: 'project', project },
        { scope: 'pipeline', project, pipeline },
      ];
    }
    // a block's file came or went: whichever pipelines of its project were read may name it
    const project = [...known].find((root) => isInside(root, change.file));
    if (project === undefined) return [];
    const prefix = keyOf(project, '');
    const read = [...this.#readings.keys()].filter((key) => key.startsWith(prefix));
    for (const key of read) this.#readings.delete(key);
    return read.map((key) => ({ scope: 'pipeline', project, pipeline: key.slice(prefix.length) }));
  }
}

/** Whether `file` lies below `folder`. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
