import * as v from 'valibot';
import * as vscode from 'vscode';

/** What is used of the Python extension's API. */
const apiSchema = v.object({
  environments: v.object({
    getActiveEnvironmentPath: v.function(),
    updateActiveEnvironmentPath: v.function(),
    onDidChangeActiveEnvironmentPath: v.function(),
  }),
});
type PythonApi = v.InferOutput<typeof apiSchema>['environments'];
const pathSchema = v.object({ path: v.pipe(v.string(), v.minLength(1)) });

const ID = 'ms-python.python';

export function hasPythonExtension(): boolean {
  return vscode.extensions.getExtension(ID) !== undefined;
}

/** The interpreter, or the environment's folder, that is selected for a folder in the Python extension; null without one. */
export async function selectedInExtension(folder: vscode.Uri): Promise<string | null> {
  const api = await environments();
  const parsed = v.safeParse(pathSchema, api?.getActiveEnvironmentPath(folder));
  return parsed.success ? parsed.output.path : null;
}

/** Selects an interpreter for a folder in the Python extension; false when there is none, or none that can be asked. */
export async function selectInExtension(interpreter: string, folder: vscode.Uri): Promise<boolean> {
  const api = await environments();
  if (api === null) return false;
  await api.updateActiveEnvironmentPath(interpreter, folder);
  return true;
}

/** Calls back whenever another interpreter is selected there. Starts the extension; without it nothing is ever told. */
export async function onSelectedInExtension(changed: () => void): Promise<vscode.Disposable> {
  const listener: unknown = (await environments())?.onDidChangeActiveEnvironmentPath(changed);
  return isDisposable(listener) ? vscode.Disposable.from(listener) : new vscode.Disposable(() => undefined);
}

function isDisposable(value: unknown): value is { dispose(): unknown } {
  return typeof value === 'object' && value !== null && 'dispose' in value && typeof value.dispose === 'function';
}

async function environments(): Promise<PythonApi | null> {
  const extension = vscode.extensions.getExtension<unknown>(ID);
  if (extension === undefined) return null;
  try {
    const parsed = v.safeParse(apiSchema, await extension.activate());
    return parsed.success ? parsed.output.environments : null;
  } catch {
    return null; // one that cannot start has no say
  }
}
