import { createLimit } from '../limit';
import type { ExperimentState } from '../protocol/experiment-state';
import type {
  ExperimentDetails,
  ExperimentPart,
  ExperimentRow,
  ExperimentsAnswer,
  ExperimentsQuery,
} from '../protocol/experiment-view';
import type { RunState } from '../protocol/run-state';
import { ExperimentFile } from './experiment-file';
import { listExperiments, locateModel, statusByRun, type ExperimentEntry } from './experiments';
import { experimentFile } from './paths';
import { readRun } from './runs';

/** Files that are read at the same time. */
const READ_AT_ONCE = 16;
/** A fold in a trial in a search in another search. */
const DEEPEST = 4;

/**
 * What is recorded in a project, for somebody who looks again and again: a record is read once, and then what is new of it.
 * Looks follow one another.
 */
export class ExperimentReader {
  readonly #root: string;
  readonly #files = new Map<string, ExperimentFile>();
  readonly #limit = createLimit(READ_AT_ONCE);
  #last: Promise<unknown> = Promise.resolve();

  constructor(root: string) {
    this.#root = root;
  }

  look(query: Omit<ExperimentsQuery, 'project'>, signal?: AbortSignal): Promise<ExperimentsAnswer> {
    const look = this.#last.then(() => this.#look(query, signal));
    this.#last = look.catch(() => undefined); // told to whoever asked for it
    return look;
  }

  async #look(
    { limit, chosen }: Omit<ExperimentsQuery, 'project'>,
    signal: AbortSignal | undefined,
  ): Promise<ExperimentsAnswer> {
    signal?.throwIfAborted();
    const entries = await listExperiments(this.#root);
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    for (const id of this.#files.keys()) if (!byId.has(id)) this.#files.delete(id);
    const wanted = new Set(chosen);
    const read = new Map<string, ExperimentState>();
    let next = [...entries.slice(0, limit), ...entries.slice(limit).filter(({ id }) => wanted.has(id))];
    for (let depth = 0; next.length > 0 && depth <= DEEPEST; depth += 1) {
      const states = await Promise.all(next.map((entry) => this.#limit(() => this.#read(entry, wanted, signal))));
      for (const state of states) if (state !== null) read.set(state.id, state);
      // what a part belongs to began before it, and may lie beyond the limit
      const parents = new Set(states.flatMap((state) => state?.parent ?? []));
      next = [...parents].flatMap((id) => (read.has(id) ? [] : (byId.get(id) ?? [])));
    }
    await this.#settle([...read.values()], wanted, read);
    const states = [...read.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    const parts = byParent(states);
    const details = chosen.flatMap((id) => read.get(id) ?? []).map((state) => this.#details(state, parts));
    return {
      rows: states
        .filter(({ parent }) => parent === null || !read.has(parent))
        .map((state) => rowOf(state, parts.get(state.id)?.length ?? 0)),
      older: Math.max(0, entries.length - read.size),
      chosen: await Promise.all(details),
    };
  }

  async #read(
    { pipeline, id }: ExperimentEntry,
    wanted: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<ExperimentState | null> {
    signal?.throwIfAborted();
    const file = this.#files.get(id) ?? new ExperimentFile(experimentFile(this.#root, pipeline, id));
    this.#files.set(id, file);
    await file.update(wanted.has(id));
    return file.state;
  }

  /** A record without an end counts as its block does. */
  async #settle(
    states: readonly ExperimentState[],
    wanted: ReadonlySet<string>,
    read: Map<string, ExperimentState>,
  ): Promise<void> {
    const runs = new Map<string, Promise<RunState | null>>();
    for (const state of states.filter(({ status }) => status === 'unfinished')) {
      const key = `${state.pipeline}/${state.run}`;
      const run = runs.get(key) ?? readRun(this.#root, state);
      runs.set(key, run);
      const status = statusByRun(await run, state.block);
      // its last lines may have come between our reading and its end
      const last = status === 'running' ? state : await this.#read(state, wanted);
      if (last !== null) read.set(state.id, last.status === 'unfinished' ? { ...last, status } : last);
    }
  }

  async #details(
    state: ExperimentState,
    parts: ReadonlyMap<string, readonly ExperimentState[]>,
  ): Promise<ExperimentDetails> {
    return {
      state,
      curves: this.#files.get(state.id)?.curves() ?? [],
      parts: (parts.get(state.id) ?? []).map(partOf).reverse(),
      modelStored: state.model === null ? null : (await locateModel(this.#root, state)) !== null,
    };
  }
}

function byParent(states: readonly ExperimentState[]): Map<string, ExperimentState[]> {
  const parts = new Map<string, ExperimentState[]>();
  for (const state of states) {
    if (state.parent === null) continue;
    const siblings = parts.get(state.parent);
    if (siblings === undefined) parts.set(state.parent, [state]);
    else siblings.push(state);
  }
  return parts;
}

function rowOf(state: ExperimentState, parts: number): ExperimentRow {
  const { id, pipeline, block, child, experiment, name, estimator, status, startedAt, seconds, metrics } = state;
  return { id, pipeline, block, child, experiment, name, estimator, status, startedAt, seconds, metrics, parts };
}

function partOf(state: ExperimentState): ExperimentPart {
  const { id, name, estimator, status, startedAt, seconds, parameters, metrics, failure } = state;
  return { id, name, estimator, status, startedAt, seconds, parameters, metrics, failure };
}
