import * as vscode from 'vscode';
import { whyPipelineDoesNotRun } from '../../core/project/not-runnable';
import type { Problem } from '../../core/protocol/problem';
import type { RunState } from '../../core/protocol/run-state';
import type { FreshnessStore } from '../freshness/freshness-store';
import type { Log } from '../log';
import type { ProjectChange, ProjectStore } from '../projects/project-store';
import { changedBlocks, newestBlockStates, type BlockInRun } from '../runs/block-states';
import type { RunChange, RunStore } from '../runs/run-store';
import { keyOf, type PipelineRef } from '../target';
import { treeItem } from '../tree-item';
import { blockLook, pipelineLook, problemLook } from './labels';
import {
  blockId,
  pipelineChildren,
  pipelineNode,
  projectNode,
  type PipelineNode,
  type PipelinesNode,
  type ProjectNode,
} from './nodes';

/** What the tree keeps of a pipeline that was unfolded. */
interface Unfolded {
  readonly hasProblems: boolean;
  /** Why nothing of the pipeline runs; null when it does. */
  readonly reason: Problem | null;
  newest: RunState | null;
  blocks: ReadonlyMap<string, BlockInRun>;
}

/**
 * Projects, pipelines and blocks. A pipeline's file and runs are read when it is unfolded; before that it is a folder
 * name. A change of a run repaints the blocks it touched, nothing else.
 */
export class PipelinesTree implements vscode.TreeDataProvider<PipelinesNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<PipelinesNode | PipelinesNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #projects: ProjectStore;
  readonly #runs: RunStore;
  readonly #freshness: FreshnessStore;
  readonly #log: Log;
  readonly #nodes = new Map<string, PipelinesNode>();
  readonly #unfolded = new Map<string, Unfolded>();
  /** Elements that were folded again. */
  readonly #folded = new Set<string>();
  #visible = false;
  readonly #disposables: readonly { dispose(): unknown }[];

  constructor(projects: ProjectStore, runs: RunStore, freshness: FreshnessStore, log: Log) {
    this.#projects = projects;
    this.#runs = runs;
    this.#freshness = freshness;
    this.#log = log;
    this.#disposables = [
      this.#changed,
      projects.onDidChange((change) => this.#onProject(change)),
      runs.onDidChange((change) => this.#onRun(change)),
      freshness.onDidChange(({ project, pipeline, blocks }) => {
        if (pipeline !== null) this.#repaint(blocks.map((block) => blockId(project, pipeline, block)));
      }),
    ];
  }

  /** Told whether the view is on the screen. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#showFreshness();
  }

  /** Told that the user folded an element, or unfolded it again. */
  setFolded({ id }: PipelinesNode, folded: boolean): void {
    if (folded) this.#folded.add(id);
    else this.#folded.delete(id);
    this.#showFreshness();
  }

  async getChildren(node?: PipelinesNode): Promise<PipelinesNode[]> {
    if (node === undefined) return this.#roots();
    switch (node.kind) {
      case 'project':
        return this.#pipelinesOf(node.project);
      case 'pipeline':
        return this.#unfold(node);
      case 'block':
      case 'problem':
        return [];
    }
  }

  getTreeItem(node: PipelinesNode): vscode.TreeItem {
    switch (node.kind) {
      case 'project': {
        const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.Expanded);
        item.id = node.id;
        item.iconPath = new vscode.ThemeIcon('root-folder');
        item.tooltip = node.project;
        item.contextValue = 'project';
        return item;
      }
      case 'pipeline': {
        const known = this.#unfolded.get(node.id);
        const newest = known?.newest ?? this.#runningState(node);
        const look = pipelineLook(node.pipeline, newest, known?.hasProblems ?? false, known?.reason ?? null);
        return treeItem(node.id, look, vscode.TreeItemCollapsibleState.Collapsed);
      }
      case 'block': {
        const known = this.#unfolded.get(keyOf(node.project, node.pipeline));
        const item = treeItem(
          node.id,
          blockLook(node.entry, known?.blocks.get(node.block), this.#freshness.blocks(node)?.get(node.block)),
        );
        item.command = { command: 'eider.openBlock', title: 'Open Block', arguments: [node] };
        return item;
      }
      case 'problem': {
        const item = treeItem(node.id, problemLook(node.problem));
        item.command = { command: 'eider.openLocation', title: 'Open', arguments: [node.problem] };
        return item;
      }
    }
  }

  getParent(node: PipelinesNode): PipelinesNode | null {
    switch (node.kind) {
      case 'project':
        return null;
      case 'pipeline':
        return this.#nodes.get(keyOf(node.project)) ?? null;
      case 'block':
      case 'problem':
        return this.#nodes.get(keyOf(node.project, node.pipeline)) ?? null;
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #roots(): Promise<PipelinesNode[]> {
    const projects = await this.#projects.projects();
    for (const { root } of projects) this.#runs.watch(root);
    const [only] = projects;
    if (only !== undefined && projects.length === 1) return this.#pipelinesOf(only.root);
    return projects.map((project) => this.#same(projectNode(project)));
  }

  async #pipelinesOf(project: string): Promise<PipelinesNode[]> {
    const uuids = await this.#projects.pipelines(project);
    return uuids.map((uuid) => this.#same(pipelineNode(project, uuid)));
  }

  async #unfold(node: PipelineRef & { readonly id: string }): Promise<PipelinesNode[]> {
    const [reading, runs] = await Promise.all([this.#projects.read(node), this.#runs.recent(node)]);
    const before = this.#unfolded.get(node.id);
    const hasProblems = reading.problems.length > 0;
    const reason = reading.pipeline === null ? null : whyPipelineDoesNotRun(reading.pipeline);
    const newest = runs[0] ?? null;
    this.#unfolded.set(node.id, { hasProblems, reason, newest, blocks: newestBlockStates(runs) });
    this.#showFreshness();
    const look = pipelineLook(node.pipeline, newest, hasProblems, reason);
    const looked = pipelineLook(
      node.pipeline,
      before?.newest ?? null,
      before?.hasProblems ?? false,
      before?.reason ?? null,
    );
    // the pipeline's own line says more now that it was read; its children are the same then, so this ends here
    if (JSON.stringify(look) !== JSON.stringify(looked)) this.#repaint([node.id]);
    return pipelineChildren(node.project, reading).map((child) => this.#remember(child));
  }

  #runningState(ref: PipelineRef): RunState | null {
    const running = this.#runs.running(ref);
    return running === null ? null : this.#runs.known(running);
  }

  /** Whether blocks are up to date is looked at where they are on the screen. */
  #showFreshness(): void {
    const open = ({ id, project }: PipelineNode) => !this.#folded.has(id) && !this.#folded.has(keyOf(project));
    const shown = [...this.#unfolded.keys()].flatMap((id) => {
      const node = this.#nodes.get(id);
      return node?.kind === 'pipeline' && open(node) ? [node] : [];
    });
    this.#freshness.show(this, this.#visible ? shown : []);
  }

  /** VS Code knows an element by its identity: one that says the same stays the same, and keeps what hangs on it. */
  #same(node: ProjectNode | PipelineNode): PipelinesNode {
    return this.#nodes.get(node.id) ?? this.#remember(node);
  }

  #remember<Node extends PipelinesNode>(node: Node): Node {
    this.#nodes.set(node.id, node);
    return node;
  }

  #repaint(ids: readonly string[]): void {
    const nodes = ids.flatMap((id) => this.#nodes.get(id) ?? []);
    if (nodes.length > 0) this.#changed.fire(nodes);
  }

  #onProject(change: ProjectChange): void {
    if (change.scope === 'all') {
      this.#unfolded.clear();
      this.#nodes.clear();
      this.#changed.fire(undefined);
    } else if (change.scope === 'project') {
      // with a single project the pipelines stand at the top and there is no element for it
      this.#changed.fire(this.#nodes.get(keyOf(change.project)));
    } else {
      this.#repaint([keyOf(change.project, change.pipeline)]);
    }
  }

  #onRun({ ref, state }: RunChange): void {
    const id = keyOf(ref.project, ref.pipeline);
    if (!this.#unfolded.has(id)) {
      this.#repaint([id]);
      return;
    }
    this.#update(ref, id, state).catch((error: unknown) => this.#log.error(`Pipelines: ${String(error)}`));
  }

  async #update(ref: PipelineRef, id: string, state: RunState | null): Promise<void> {
    const runs = await this.#runs.recent(ref);
    const known = this.#unfolded.get(id);
    if (known === undefined) return; // forgotten meanwhile
    const newest = runs[0] ?? null;
    const own = state === null || known.newest?.run !== newest?.run || known.newest?.status !== newest?.status;
    const touched = changedBlocks(known.newest?.run === newest?.run ? known.newest : null, newest);
    known.newest = newest;
    known.blocks = newestBlockStates(runs);
    this.#repaint(own ? [id] : touched.map((block) => blockId(ref.project, ref.pipeline, block)));
  }
}
