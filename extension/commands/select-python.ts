import * as vscode from 'vscode';
import { listInterpreters, type ListedInterpreter } from '../../core/blocks/python/list-interpreters';
import { projectAt } from '../../core/project/find-project';
import { choosePython } from '../python/choose-python';
import { enterPath } from '../python/enter-path';
import { hasPythonExtension } from '../python/python-extension';
import { pythonName } from '../python/words';
import { requireTrust } from '../runs/run-service';
import type { Services } from '../services';
import { askProject } from './ask';
import { runCommand } from './run-command';

type Choice = vscode.QuickPickItem & { readonly act?: () => Promise<void> };

/** Asks which Python runs the blocks of a project. */
export async function selectPython(services: Services, argument: unknown): Promise<undefined> {
  requireTrust();
  const project = await askProject(services, argument);
  if (project === undefined) return;
  const { pythons } = services;
  const choose = async (interpreter: string) => {
    await choosePython(project, interpreter);
    pythons.refresh();
  };
  const current = await pythons.report(project).then(
    ({ interpreter }) => interpreter,
    () => null, // that there is none is why somebody selects one
  );
  const looking = listInterpreters(projectAt(project)).then((found) => [
    ...found.map((python) => choiceOf(python, current, choose)),
    separator,
    ...otherChoices(project, choose),
  ]);
  const chosen = await vscode.window.showQuickPick<Choice>(looking, {
    title: 'Select Python for Eider',
    placeHolder: current === null ? 'No Python was found' : `Current: ${current}`,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await chosen?.act?.();
}

const separator: Choice = { label: '', kind: vscode.QuickPickItemKind.Separator };

function choiceOf(
  python: ListedInterpreter,
  current: string | null,
  choose: (interpreter: string) => Promise<void>,
): Choice {
  const packages = Object.entries(python.packages).map(([name, version]) => `${name} ${version}`);
  return {
    label: `Python ${pythonName(python)}`,
    description: python.interpreter === current ? `${python.source} · in use` : python.source,
    detail: [python.interpreter, ...packages.slice(0, 4)].join(' · '),
    act: () => choose(python.interpreter),
  };
}

function otherChoices(project: string, choose: (interpreter: string) => Promise<void>): Choice[] {
  return [
    {
      label: '$(edit) Enter path…',
      description: 'of an interpreter or an environment',
      act: async () => {
        const entered = await enterPath(project);
        if (entered !== undefined) await choose(entered);
      },
    },
    {
      label: '$(add) Make a virtual environment .venv',
      description: 'in the project',
      act: () => {
        runCommand('eider.newPythonEnvironment', { project });
        return Promise.resolve();
      },
    },
    ...(hasPythonExtension()
      ? [
          {
            label: '$(list-selection) Select in the Python extension…',
            act: async () => {
              await vscode.commands.executeCommand('python.setInterpreter');
            },
          },
        ]
      : []),
  ];
}
