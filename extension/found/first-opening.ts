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
  /** In this window: searches may overlap, and what is remembered is there only a while later. */
  const offered = new Set<string>();
  const offer = async (found: readonly Project[]) => {
    const known = () => memory.get<readonly string[]>(rememberedKey, []);
    const unknown = found.filter(({ root }) => !known().includes(root));
    const isNew = await Promise.all(unknown.map(isNewToEider));
    const fresh = unknown.filter(({ root }, index) => isNew[index] === true && !offered.has(root));
    if (fresh.length === 0) return;
    for (const { root } of fresh) offered.add(root);
    await memory.update(rememberedKey, [...new Set([...known(), ...offered])]);
    const [first] = fresh;
    const what = fresh.length === 1 ? `The project ${first?.name ?? ''} is` : `${fresh.length} projects are`;
    const show = 'Show What Was Found';
    const answer = await vscode.window.showInformationMessage(
      `${what} new to Eider. Looking at it runs and changes nothing.`,
      show,
    );
    if (answer === show) runCommand('eider.showFound', undefined);
  };
  return projects.onDidFind((found) => {
    offer(found).catch((error: unknown) => log.warn(`What was found could not be offered: ${String(error)}`));
  });
}
