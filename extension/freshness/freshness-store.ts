import * as vscode from 'vscode';
import {
  productsReportSchema,
  statusReportSchema,
  type BlockFreshness,
  type ProductsReport,
} from '../../core/protocol/freshness';
import { isAbort, toFailure } from '../../core/errors';
import { askCli } from '../cli';
import { describe } from '../errors';
import type { Log } from '../log';
import type { ProjectStore } from '../projects/project-store';
import type { RunChange, RunStore } from '../runs/run-store';
import { keyOf, type PipelineRef } from '../target';
import { AskQueue } from './ask-queue';
import { changedFreshness } from './changed-freshness';
import { watchSources } from './watch-sources';

/** What can be asked of a project: whether the blocks of a pipeline are up to date, or (null) its data products. */
export interface Question {
  readonly project: string;
  readonly pipeline: string | null;
}

export interface FreshnessChange extends Question {
  /** The blocks of the pipeline of which something else is known than before. */
  readonly blocks: readonly string[];
}

/**
 * Whether blocks and data products are up to date, as the command line tells it. Asks only what a view shows at this moment,
 * in a process of its own, one question at a time for each project; again after a run has ended and after a file was saved.
 * Never asks in a workspace that is not trusted. Of a pipeline that runs nothing is known until it has ended.
 */
export class FreshnessStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<FreshnessChange>();
  readonly onDidChange = this.#changed.event;
  readonly #extensionPath: string;
  readonly #runs: RunStore;
  readonly #log: Log;
  /** What each view shows, by the question's key. */
  readonly #shown = new Map<object, ReadonlyMap<string, Question>>();
  readonly #blocks = new Map<string, ReadonlyMap<string, BlockFreshness>>();
  readonly #products = new Map<string, ProductsReport>();
  readonly #queues = new Map<string, AskQueue>();
  readonly #disposables: { dispose(): unknown }[];

  constructor(extensionPath: string, projects: ProjectStore, runs: RunStore, log: Log) {
    this.#extensionPath = extensionPath;
    this.#runs = runs;
    this.#log = log;
    this.#disposables = [
      this.#changed,
      runs.onDidChange((change) => this.#onRun(change)),
      projects.onDidChange((change) => this.refresh(change.scope === 'all' ? null : change.project)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh(null)),
    ];
  }

  /** Takes note of all that a view shows now, and asks what it did not show before. */
  show(view: object, questions: readonly Question[]): void {
    const before = this.#wanted();
    if (questions.length === 0) this.#shown.delete(view);
    else this.#shown.set(view, new Map(questions.map((question) => [keyOfQuestion(question), question])));
    const now = this.#wanted();
    for (const [key, question] of now) if (!before.has(key)) this.#want(question);
    for (const [key, { project }] of before) if (!now.has(key)) this.#queues.get(project)?.drop(key);
  }

  /** What is known of the blocks of a pipeline, by uuid; null when nothing is. */
  blocks({ project, pipeline }: PipelineRef): ReadonlyMap<string, BlockFreshness> | null {
    return this.#blocks.get(keyOf(project, pipeline)) ?? null;
  }

  products(project: string): ProductsReport | null {
    return this.#products.get(project) ?? null;
  }

  /** Asks again what is shown, of a project or of all. */
  refresh(project: string | null): void {
    for (const question of this.#wanted().values()) {
      if (project === null || question.project === project) this.#want(question);
    }
  }

  dispose(): void {
    for (const queue of this.#queues.values()) queue.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #wanted(): Map<string, Question> {
    return new Map([...this.#shown.values()].flatMap((questions) => [...questions]));
  }

  #want(question: Question): void {
    const { project, pipeline } = question;
    if (!vscode.workspace.isTrusted) return;
    if (pipeline !== null && this.#runs.running({ project, pipeline }) !== null) return; // asked when it has ended
    this.#queueOf(project).want(keyOfQuestion(question));
  }

  #queueOf(project: string): AskQueue {
    const known = this.#queues.get(project);
    if (known !== undefined) return known;
    const queue = new AskQueue(async (key, signal) => {
      const question = this.#wanted().get(key);
      if (question !== undefined) await this.#ask(question, signal);
    });
    this.#queues.set(project, queue);
    this.#disposables.push(watchSources(project, () => this.refresh(project)));
    return queue;
  }

  async #ask(question: Question, signal: AbortSignal): Promise<void> {
    const { project, pipeline } = question;
    try {
      if (pipeline === null) {
        const report = await askProducts(this.#extensionPath, project, signal);
        if (signal.aborted) return;
        this.#products.set(project, report);
        this.#changed.fire({ project, pipeline, blocks: [] });
      } else {
        const args = ['status', pipeline, '--project', project];
        const { pipelines } = await askCli(this.#extensionPath, statusReportSchema, args, signal);
        if (!signal.aborted) this.#learn({ project, pipeline }, pipelines[0]?.blocks ?? []);
      }
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      this.#log.warn(`Freshness of ${pipeline ?? project}: ${describe(toFailure(error, 'freshness_failed'))}`);
      // what was known before may be wrong by now
      if (pipeline === null) this.#products.delete(project);
      else this.#learn({ project, pipeline }, []);
    }
  }

  #learn({ project, pipeline }: PipelineRef, blocks: readonly BlockFreshness[]): void {
    const key = keyOf(project, pipeline);
    const before = this.#blocks.get(key);
    const after = new Map(blocks.map((block) => [block.uuid, block]));
    this.#blocks.set(key, after);
    const changed = changedFreshness(before, after);
    if (changed.length > 0) this.#changed.fire({ project, pipeline, blocks: changed });
  }

  #onRun({ ref, state }: RunChange): void {
    if (state?.status !== 'running') {
      // what has run may be read by other pipelines, as a data product
      this.refresh(ref.project);
      return;
    }
    this.#queues.get(ref.project)?.drop(keyOfQuestion(ref));
    if ((this.blocks(ref)?.size ?? 0) > 0) this.#learn(ref, []);
  }
}

/** Asks for the data products of a project, whether a view shows them or not. */
export function askProducts(extensionPath: string, project: string, signal?: AbortSignal): Promise<ProductsReport> {
  return askCli(extensionPath, productsReportSchema, ['products', '--project', project], signal);
}

function keyOfQuestion({ project, pipeline }: Question): string {
  return pipeline === null ? project : keyOf(project, pipeline);
}
