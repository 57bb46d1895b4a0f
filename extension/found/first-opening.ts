import * as vscode from 'vscode';
import { isNewToEider } from '../../core/project/adoption/new-to-eider';
import type { Project } from '../../core/project/types';
import { runCommand } from '../commands/run-command';
import type { Log } from '../log';
import type { ProjectStore } from '../projects/project-store';

const rememberedKey = 'eider.lookedAt';

/**
 * Says once of a project in Python that Eider has never run that its report can be looked at. Opens nothing by itself, and
 * remembers outside the project.
 */
export function offerReport(projects: ProjectStore, memory: vscode.Memento, log: Log): vscode.Disposable {
  const offer = async (found: readonly Project[]) => {
    const known = memory.get<readonly string[]>(rememberedKey, []);
    const unknown = found.filter(({ root }) => !known.includes(root));
    const isNew = await Promise.all(unknown.map(isNewToEider));
    const fresh = unknown.filter((_, index) => isNew[index]);
    if (fresh.length === 0) return;
    await memory.update(rememberedKey, [...known, ...fresh.map(({ root }) => root)]);
    const [first] = fresh;
    const what = fresh.length === 1 ? `The project ${first?.name ?? ''} is` : `${fresh.length} projects are`;
    const show = 'Show What Was Found';
    const answer = await vscode.window.showInformationMessage(
      `${what} new to Eider. Nothing has been run or changed.`,
      show,
    );
    if (answer === show) runCommand('eider.showFound', undefined);
  };
  return projects.onDidFind((found) => {
    offer(found).catch((error: unknown) => log.warn(`What was found could not be offered: ${String(error)}`));
  });
}
