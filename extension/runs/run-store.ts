import * as vscode from 'vscode';
import type { RunEvent } from '../../core/protocol/run-events';
import { foldRunEvent, type RunState } from '../../core/protocol/run-state';
import { isAlive } from '../../core/store/process-identity';
import { followRun, listRuns, readRun, type RunEntry } from '../../core/store/runs';
import { watchRuns, type RunsWatch } from '../../core/store/watch-runs';
import type { Log } from '../log';
import { setContextKey } from '../manifest/context-keys';
import { keyOf, samePipeline, type PipelineRef, type RunRef } from '../target';

export interface RunChange {
  readonly ref: RunRef;
  /** Null when the run's log was removed. */
  readonly state: RunState | null;
  /** The run was not known before, or it was removed: lists have to be read again. */
  readonly listed: boolean;
}

interface Followed {
  readonly ref: RunRef;
  state: RunState | null;
  readonly follow: { dispose(): void };
}

/** How many finished runs stay in memory; the rest is read again when it is looked at. */
const keptStates = 300;
/** How often it is checked that the processes of runs that go on still live, in milliseconds. */
const lifeCheck = 2000;

/**
 * What is known of runs, from their event logs only: those this window started, and those that a terminal or another
 * window did. Reads a log when somebody asks for its run, and follows it as long as its process lives.
 */
export class RunStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;
  readonly #log: Log;
  readonly #watchers = new Map<string, RunsWatch>();
  readonly #states = new Map<string, RunState>();
  readonly #followed = new Map<string, Followed>();
  readonly #loading = new Map<string, Promise<RunState | null>>();
  #timer: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** From now on, runs that anybody starts in the project are noticed. */
  watch(project: string): void {
    if (this.#watchers.has(project) || this.#disposed) return;
    const refOf = ({ pipeline, run }: RunEntry): RunRef => ({ project, pipeline, run });
    const watch = watchRuns(project, {
      appeared: (entry) => this.#noticed(refOf(entry)),
      vanished: (entry) => this.#removed(refOf(entry)),
    });
    this.#watchers.set(project, watch);
  }

  /** The project's runs, or one pipeline's, newest first. Reads folder names only. */
  async list(project: string, pipeline?: string): Promise<RunRef[]> {
    await this.#watchers.get(project)?.ready; // a run that begins from now on is told of, so none is missed
    const entries = await listRuns(project, pipeline);
    return entries.map((entry) => ({ project, pipeline: entry.pipeline, run: entry.run }));
  }

  /** The state of a run as far as it is in memory. */
  known(ref: RunRef): RunState | null {
    const key = keyOfRun(ref);
    return this.#followed.get(key)?.state ?? this.#states.get(key) ?? null;
  }

  /** The state of a run; follows it when it goes on. Null when there is no such run. */
  state(ref: RunRef): Promise<RunState | null> {
    const known = this.known(ref);
    if (known !== null) return Promise.resolve(known);
    const key = keyOfRun(ref);
    const loading = this.#loading.get(key);
    if (loading !== undefined) return loading;
    const load = this.#load(ref).finally(() => this.#loading.delete(key));
    this.#loading.set(key, load);
    return load;
  }

  /** The newest runs of a pipeline, newest first. */
  async recent(ref: PipelineRef, limit = 5): Promise<RunState[]> {
    const refs = (await this.list(ref.project, ref.pipeline)).slice(0, limit);
    const states = await Promise.all(refs.map((run) => this.state(run)));
    return states.filter((state) => state !== null);
  }

  /** The newest run that goes on, of the pipeline or of any. */
  running(pipeline: PipelineRef | null = null): RunRef | null {
    return this.allRunning().findLast((ref) => pipeline === null || samePipeline(ref, pipeline)) ?? null;
  }

  allRunning(): RunRef[] {
    return [...this.#followed.values()].filter((one) => one.state?.status === 'running').map((one) => one.ref);
  }

  /** Takes up a run that has just appeared on disk. */
  async notice(ref: RunRef): Promise<RunState | null> {
    const state = await this.state(ref);
    if (state !== null && !this.#disposed) this.#changed.fire({ ref, state, listed: true });
    return state;
  }

  /** Reads a run again, for instance because its process has ended. */
  async refresh(ref: RunRef): Promise<void> {
    const state = await readRun(ref.project, ref);
    if (this.#disposed) return;
    if (state?.status === 'running') this.#follow(ref, state);
    else this.#settle(ref, state);
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.dispose();
    for (const { follow } of this.#followed.values()) follow.dispose();
    this.#changed.dispose();
  }

  async #load(ref: RunRef): Promise<RunState | null> {
    const state = await readRun(ref.project, ref);
    if (state === null || this.#disposed) return state;
    if (state.status === 'running') this.#follow(ref, state);
    else this.#keep(ref, state);
    return state;
  }

  #noticed(ref: RunRef): void {
    if (this.#followed.has(keyOfRun(ref)) || this.known(ref) !== null) return;
    this.notice(ref).catch((error: unknown) => this.#log.error(`Run ${ref.run} cannot be read: ${String(error)}`));
  }

  #removed(ref: RunRef): void {
    this.#unfollow(ref);
    this.#states.delete(keyOfRun(ref));
    this.#changed.fire({ ref, state: null, listed: true });
  }

  #follow(ref: RunRef, state: RunState | null = null): void {
    const key = keyOfRun(ref);
    if (this.#followed.has(key)) return;
    let folded: RunState | null = null;
    const onEvents = (events: readonly RunEvent[]) => {
      const followed = this.#followed.get(key);
      if (followed === undefined) return;
      folded = events.reduce(foldRunEvent, folded);
      followed.state = folded;
      if (folded !== null && folded.status !== 'running') this.#settle(ref, folded);
      else this.#changed.fire({ ref, state: folded, listed: false });
    };
    try {
      this.#followed.set(key, { ref, state, follow: followRun(ref.project, ref, onEvents) });
    } catch (error) {
      this.#log.error(`Run ${ref.run} cannot be followed: ${String(error)}`);
      return;
    }
    setContextKey('eider.running', true);
    this.#timer ??= setInterval(() => void this.#checkLives(), lifeCheck);
  }

  #settle(ref: RunRef, state: RunState | null): void {
    this.#unfollow(ref);
    if (state === null) return;
    this.#keep(ref, state);
    this.#changed.fire({ ref, state, listed: false });
  }

  #unfollow(ref: RunRef): void {
    const key = keyOfRun(ref);
    this.#followed.get(key)?.follow.dispose();
    this.#followed.delete(key);
    if (this.#followed.size > 0) return;
    setContextKey('eider.running', false);
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #keep(ref: RunRef, state: RunState): void {
    const key = keyOfRun(ref);
    this.#states.delete(key);
    this.#states.set(key, state);
    const oldest = this.#states.keys().next();
    if (this.#states.size > keptStates && oldest.done !== true) this.#states.delete(oldest.value);
  }

  /** A killed process writes no last event: only its absence tells. */
  async #checkLives(): Promise<void> {
    for (const { ref, state } of [...this.#followed.values()]) {
      try {
        if (state === null || !(await isAlive(state.process))) await this.refresh(ref);
      } catch (error) {
        this.#log.warn(`Run ${ref.run} cannot be checked: ${String(error)}`);
      }
      if (this.#disposed) return;
    }
  }
}

function keyOfRun(ref: RunRef): string {
  return keyOf(ref.project, ref.pipeline, ref.run);
}
