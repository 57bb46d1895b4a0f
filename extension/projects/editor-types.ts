import * as vscode from 'vscode';
import type { Log } from '../log';
import type { RunService } from '../runs/run-service';
import type { ProjectStore } from './project-store';

/** Gives projects with TypeScript blocks the editor types of `eider`, once a window and only where the user trusts them. */
export function provideEditorTypes(projects: ProjectStore, runner: RunService, log: Log): vscode.Disposable {
  const seen = new Set<string>();
  const done = new Set<string>();
  const provide = (project: string) => {
    if (!vscode.workspace.isTrusted || done.has(project)) return;
    done.add(project);
    runner.prepareProject(project).catch((error: unknown) => {
      done.delete(project);
      log.warn(`The editor types of ${project} could not be written: ${String(error)}`);
    });
  };
  return vscode.Disposable.from(
    projects.onDidRead((pipeline) => {
      if (!pipeline.blocks.some((block) => block.language === 'typescript')) return;
      seen.add(pipeline.project.root);
      provide(pipeline.project.root);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      for (const project of seen) provide(project);
    }),
  );
}
