import * as vscode from 'vscode';

/**
 * Runs a program in a terminal that shows what it prints, and in which it can be ended. Resolves with its exit code, and
 * with undefined when it was ended.
 */
export async function runInTerminal(
  name: string,
  [program = '', ...args]: readonly string[],
  cwd: string,
): Promise<number | undefined> {
  const execution = new vscode.ProcessExecution(program, args, { cwd });
  const task = new vscode.Task({ type: 'process' }, vscode.TaskScope.Workspace, name, 'Eider', execution);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true, showReuseMessage: false };
  const listeners: vscode.Disposable[] = [];
  try {
    return await new Promise((resolve, reject) => {
      let started: vscode.TaskExecution | null = null;
      listeners.push(
        vscode.tasks.onDidEndTaskProcess(({ execution: ended, exitCode }) => {
          if (ended === started) resolve(exitCode);
        }),
        // one whose terminal was closed, or that never had a process
        vscode.tasks.onDidEndTask(({ execution: ended }) => {
          if (ended === started) setTimeout(() => resolve(undefined), 500);
        }),
      );
      vscode.tasks.executeTask(task).then((running) => (started = running), reject);
    });
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}
