import * as vscode from 'vscode';
import { reportInterpreter, type InterpreterReport } from '../../core/blocks/python/interpreter-report';
import { projectAt } from '../../core/project/find-project';
import type { Log } from '../log';
import { requireTrust } from '../runs/run-service';
import { shared } from '../shared-promise';
import { chosenPython } from './chosen-python';
import { onSelectedInExtension } from './python-extension';

/** What comes and goes with environments: of a folder that is removed, only the folder itself is told. Braces do not nest. */
const ENVIRONMENTS = [
  '**/{.venv,venv,.conda}',
  '**/{.venv,venv}/{bin,Scripts}/{python,python.exe}',
  '**/.conda/conda-meta/history',
  '**/.python-version',
];

/**
 * Which Python runs the blocks of a project. To find out starts it, so that happens when somebody asks, once, and again when
 * a setting, a selection or an environment has changed, or after a failure, which may have been a busy machine's.
 */
export class PythonStore implements vscode.Disposable {
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Another Python may be the one to take, or it may have other packages. */
  readonly onDidChange = this.#changed.event;
  readonly #reports = new Map<string, Promise<InterpreterReport>>();
  readonly #disposables: { dispose(): unknown }[] = [this.#changed];
  #watching = false;
  #disposed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The Python of a project. Throws `workspace_untrusted`, and what `findInterpreter` throws. */
  async report(project: string): Promise<InterpreterReport> {
    requireTrust();
    this.#watch();
    return shared(this.#reports, project, async () => {
      const chosen = await chosenPython(project);
      return reportInterpreter(projectAt(project), chosen?.command ?? null, chosen?.source);
    });
  }

  /** Forgets what is known, since something has changed. */
  refresh(): void {
    this.#reports.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#disposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** From the first question on; before, nobody has seen anything that could change. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const refresh = () => this.refresh();
    for (const pattern of ENVIRONMENTS) {
      const files = vscode.workspace.createFileSystemWatcher(pattern);
      this.#disposables.push(files, files.onDidCreate(refresh), files.onDidChange(refresh), files.onDidDelete(refresh));
    }
    this.#disposables.push(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('eider.python')) refresh();
      }),
    );
    onSelectedInExtension(refresh).then(
      (listener) => {
        if (this.#disposed) listener.dispose();
        else this.#disposables.push(listener);
      },
      (error: unknown) => this.#log.warn(`Python extension: ${String(error)}`),
    );
  }
}
