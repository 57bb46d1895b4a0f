import path from 'node:path';
import * as vscode from 'vscode';
import { createProject } from '../../core/project/create';
import type { Services } from '../services';
import { pick } from './ask';

/** Where a project goes: the folder above it, and its name when that is settled. */
interface Place {
  readonly folder: string;
  readonly name: string | null;
}

/** Makes a project in a folder of the workspace or elsewhere; one that lies elsewhere is opened. */
export async function newProject(services: Services): Promise<undefined> {
  const place = await askPlace();
  const name = place === undefined ? undefined : (place.name ?? (await askName()));
  if (place === undefined || name === undefined || name === '') return undefined;
  const project = await createProject(place.folder, name);
  const uri = vscode.Uri.file(project.root);
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined) {
    await vscode.commands.executeCommand('vscode.openFolder', uri);
    return undefined;
  }
  services.projects.refresh();
  await vscode.commands.executeCommand('eider.pipelines.focus');
  return undefined;
}

async function askPlace(): Promise<Place | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const elsewhere = 'elsewhere';
  const choices = folders.flatMap(({ name, uri: { fsPath } }) => [
    {
      label: `In ${name}`,
      description: 'the folder becomes the project',
      value: { folder: path.dirname(fsPath), name: path.basename(fsPath) },
    },
    { label: `In a new folder inside ${name}`, value: { folder: fsPath, name: null } },
  ]);
  const other = { label: 'In another folder…', value: elsewhere } as const;
  const chosen: Place | typeof elsewhere | undefined =
    folders.length === 0
      ? elsewhere
      : await pick<Place | typeof elsewhere>([...choices, other], 'Where should the project be?');
  if (chosen !== elsewhere) return chosen;
  const [folder] = (await vscode.window.showOpenDialog({
    title: 'Folder for the new project',
    openLabel: 'Choose',
    canSelectFiles: false,
    canSelectFolders: true,
  })) ?? [undefined];
  return folder === undefined ? undefined : { folder: folder.fsPath, name: null };
}

function askName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'New Project',
    prompt: 'Name of the project; its folder is named so',
    placeHolder: 'green_taxi',
  });
}
