import * as vscode from 'vscode';
import { listInterpreters } from '../../core/blocks/python/list-interpreters';
import { EiderError } from '../../core/errors';
import { projectAt } from '../../core/project/find-project';
import { choosePython } from '../python/choose-python';
import { makeEnvironment } from '../python/make-environment';
import { pythonName } from '../python/words';
import { requireTrust } from '../runs/run-service';
import type { Services } from '../services';
import { askProject, pick } from './ask';

/** Makes a virtual environment `.venv` in a project and takes it for its blocks. */
export async function newPythonEnvironment(services: Services, argument: unknown): Promise<undefined> {
  requireTrust();
  const project = await askProject(services, argument);
  if (project === undefined) return;
  const python = await environmentOf(services, project);
  if (python === undefined) return;
  const report = await services.pythons.report(project);
  void vscode.window.showInformationMessage(`The blocks of this project run with Python ${pythonName(report)} now.`);
}

/** Makes the environment with a Python that the user chooses when there are several; gives its interpreter. */
export async function environmentOf(services: Services, project: string): Promise<string | undefined> {
  const all = await listInterpreters(projectAt(project));
  // an environment of an environment would depend on it
  const found = all.filter(({ environment }) => environment !== 'virtual');
  const choices = (found.length > 0 ? found : all).map((python) => ({
    label: `Python ${pythonName(python)}`,
    description: python.interpreter,
    value: python.interpreter,
  }));
  const [only] = choices;
  if (only === undefined) {
    throw new EiderError({
      code: 'python_missing',
      message: 'No Python was found to make an environment with.',
      remedy: 'Install Python 3.9 or newer first.',
    });
  }
  const base = choices.length === 1 ? only.value : await pick(choices, 'Choose the Python of the new environment');
  const made = base === undefined ? undefined : await makeEnvironment(project, base);
  if (made !== undefined) await choosePython(project, made, true);
  services.pythons.refresh();
  return made;
}
