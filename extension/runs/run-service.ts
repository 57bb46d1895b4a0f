import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { writeEditorTypes } from '../../core/blocks/typescript/editor-types';
import { EiderError } from '../../core/errors';
import { fromRunnerSchema, runRequest, type RunRequest, type ToRunner } from '../../core/protocol/runner';
import { cancelRun } from '../../core/run/cancel';
import type { Log } from '../log';
import { runLimits, runRetention } from '../manifest/settings';
import { chosenPython } from '../python/chosen-python';
import { isInside } from '../projects/project-store';
import { keyOf, type PipelineRef, type RunRef } from '../target';
import type { SecretStore } from '../secret-store';
import type { RunStore } from './run-store';

/** What is different from a run of the whole pipeline on its own variables, started in the editor. */
export type RunChange = Partial<
  Pick<RunRequest, 'selection' | 'changed' | 'resume' | 'variables' | 'origin' | 'trigger' | 'debug'>
>;

/** Told that a run waits for others, why, and what gives it up. */
export type OnWaiting = (reason: string, giveUp: () => void) => void;

/** Told that a run waits for a debugger on a port of 127.0.0.1, and what gives it up. */
export type OnDebugger = (port: number, giveUp: () => void) => void;

/** How a runner exits whose run was cancelled. */
const CANCELLED = 130;

/** Lines of a runner's last words that are worth showing. */
const lastLines = 30;

/**
 * Starts runs, each in a process of its own, and cancels them. The process outlives the window: a reload finds its run
 * again through the event log.
 */
export class RunService implements vscode.Disposable {
  readonly #runs: RunStore;
  readonly #log: Log;
  readonly #secrets: SecretStore;
  readonly #runner: string;
  readonly #logFolder: string;
  readonly #children = new Map<string, ChildProcess>();

  constructor(runs: RunStore, log: Log, secrets: SecretStore, context: vscode.ExtensionContext) {
    this.#secrets = secrets;
    this.#runs = runs;
    this.#log = log;
    this.#runner = path.join(context.extensionPath, 'dist', 'runner.js');
    this.#logFolder = context.logUri.fsPath;
  }

  /**
   * Starts a run and resolves as soon as its event log exists. When other runs must end first, `onWaiting` is told why, and
   * how to give up, which rejects with an abort error; where it waits for a debugger, `onDebugger` is. Throws `workspace_untrusted`, whatever the planner refuses
   * with, or `runner_ended` when the process breaks down before.
   */
  async start(
    pipeline: PipelineRef,
    change: RunChange,
    onWaiting: OnWaiting,
    onDebugger: OnDebugger = () => undefined,
  ): Promise<RunRef> {
    requireTrust();
    await saveFiles(pipeline.project);
    const { project } = pipeline;
    const limits = runLimits(project);
    const retention = runRetention(project);
    const python = await chosenPython(project);
    const request = runRequest({
      project,
      pipeline: pipeline.pipeline,
      origin: 'editor',
      limits,
      retention,
      python: python?.command ?? null,
      ...(python === null ? {} : { pythonSource: python.source }),
      ...change,
    });
    const ref = await this.#launch(pipeline, request, await this.#secrets.all(), onWaiting, onDebugger);
    if (request.resume !== null) await this.#runs.refresh(ref); // what is known of it is its earlier end
    await this.#runs.notice(ref);
    return ref;
  }

  /** Asks the run to end, whoever started it. */
  async cancel(ref: RunRef): Promise<void> {
    const child = this.#children.get(keyOf(ref.project, ref.pipeline, ref.run));
    if (child?.connected === true) send(child, { type: 'cancel' });
    else await cancelRun(ref.project, ref);
  }

  /** Puts the types of `eider` into a project, so that its TypeScript blocks are checked while they are typed. */
  async prepareProject(project: string): Promise<void> {
    if (vscode.workspace.isTrusted) await writeEditorTypes(project);
  }

  /** Lets go of the runs; they go on. */
  dispose(): void {
    for (const child of this.#children.values()) if (child.connected) child.disconnect();
    this.#children.clear();
  }

  #launch(
    pipeline: PipelineRef,
    request: RunRequest,
    secrets: Readonly<Record<string, string>>,
    onWaiting: OnWaiting,
    onDebugger: OnDebugger,
  ): Promise<RunRef> {
    mkdirSync(this.#logFolder, { recursive: true });
    const errorFile = path.join(this.#logFolder, `runner-${Date.now()}-${process.pid}.log`);
    // a file and not a pipe: the process must not die of a closed pipe when the window goes away
    const errors = openSync(errorFile, 'a');
    const child = fork(this.#runner, [], {
      cwd: pipeline.project,
      execArgv: [],
      stdio: ['ignore', errors, errors, 'ipc'],
      // out of the extension host's process group, so that ending the host does not end the run
      detached: process.platform !== 'win32',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    closeSync(errors);
    return new Promise((resolve, reject) => {
      let started: RunRef | null = null;
      // a run that has not begun may be standing still, deaf to messages
      const giveUp = () => {
        if (started !== null) {
          send(child, { type: 'cancel' });
        } else {
          reject(new DOMException('The run was given up.', 'AbortError'));
          child.kill('SIGKILL');
        }
      };
      child.on('message', (message: unknown) => {
        const parsed = v.safeParse(fromRunnerSchema, message);
        if (!parsed.success) {
          this.#log.warn('The runner sent a message that is not understood.');
        } else if (parsed.output.type === 'waiting') {
          onWaiting(parsed.output.reason, () => send(child, { type: 'cancel' }));
        } else if (parsed.output.type === 'debugger') {
          onDebugger(parsed.output.port, giveUp);
        } else if (parsed.output.type === 'started') {
          started = { ...pipeline, run: parsed.output.run };
          this.#children.set(keyOf(started.project, started.pipeline, started.run), child);
          this.#log.info(`Run ${started.run} of ${started.pipeline} started (process ${child.pid ?? '?'}).`);
          resolve(started);
        } else {
          reject(new EiderError(parsed.output.failure));
        }
      });
      child.once('error', (error) => reject(runnerEnded(error.message, '', error)));
      child.once('exit', (code, signal) => {
        if (code === CANCELLED) reject(new DOMException('The run was given up.', 'AbortError')); // if it has not started
        const how = signal ?? `exit code ${code ?? '?'}`;
        void this.#ended(started, how, errorFile).then((words) => reject(runnerEnded(how, words)));
      });
      send(child, { type: 'start', request, secrets });
    });
  }

  /** What the process printed last. Reads its run again, since a process that was killed has written no last event. */
  async #ended(run: RunRef | null, how: string, errorFile: string): Promise<string> {
    const words = await readFile(errorFile, 'utf8').catch(() => '');
    const last = words.trimEnd().split('\n').slice(-lastLines).join('\n');
    if (run === null) return last;
    this.#children.delete(keyOf(run.project, run.pipeline, run.run));
    this.#log.info(`Run ${run.run} of ${run.pipeline} ended (${how}).`);
    if (last !== '') this.#log.warn(last);
    await this.#runs.refresh(run).catch((error: unknown) => this.#log.error(`Run ${run.run}: ${String(error)}`));
    return last;
  }
}

/** Throws `workspace_untrusted`. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new EiderError({
    code: 'workspace_untrusted',
    message: 'Nothing runs in a workspace that is not trusted.',
    remedy: 'Trust it with the command "Workspaces: Manage Workspace Trust" if you know where it comes from.',
  });
}

/** What is run is what is on disk, so what is on the screen goes there first. */
export async function saveFiles(project: string): Promise<void> {
  const dirty = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.uri.scheme === 'file' && isInside(project, document.uri.fsPath),
  );
  const saved = await Promise.all(dirty.map((document) => document.save()));
  const failed = dirty.find((_, index) => saved[index] !== true);
  if (failed === undefined) return;
  throw new EiderError({
    code: 'file_not_saved',
    message: `${path.basename(failed.fileName)} could not be saved, so it was not run.`,
    remedy: 'Save it yourself, then run again.',
    file: failed.fileName,
  });
}

function send(child: ChildProcess, message: ToRunner): void {
  // a send that fails is followed by the end of the process, which is handled there
  child.send(message, () => undefined);
}

function runnerEnded(how: string, words: string, cause?: unknown): EiderError {
  return new EiderError(
    {
      code: 'runner_ended',
      message: `The process of the run ended before the run began (${how}).`,
      remedy: 'Try again; if it happens again, look at the logs.',
      ...(words === '' ? {} : { detail: words }),
    },
    { cause },
  );
}
