import * as v from 'valibot';
import * as vscode from 'vscode';
import { pythonSetting } from '../manifest/settings';

/** What is used of the Python extension's API: the interpreter that is selected for a folder. */
const apiSchema = v.object({
  environments: v.object({
    getActiveEnvironmentPath: v.function(),
  }),
});
const pathSchema = v.object({ path: v.pipe(v.string(), v.minLength(1)) });

/**
 * The interpreter for a project's Python blocks: the one that is selected in the Python extension, else that of the setting
 * `eider.python`; null leaves the choice to whoever runs the blocks.
 */
export async function chosenPython(project: string): Promise<string | null> {
  return (await selectedPython(vscode.Uri.file(project))) ?? pythonSetting(project);
}

async function selectedPython(folder: vscode.Uri): Promise<string | null> {
  const extension = vscode.extensions.getExtension('ms-python.python');
  if (extension === undefined) return null;
  try {
    const { environments } = v.parse(apiSchema, await extension.activate());
    const selected: unknown = environments.getActiveEnvironmentPath(folder);
    const parsed = v.safeParse(pathSchema, selected);
    return parsed.success ? parsed.output.path : null;
  } catch {
    return null; // another version of it, or one that cannot start: then it has no say
  }
}
