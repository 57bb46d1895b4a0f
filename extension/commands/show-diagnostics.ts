import os from 'node:os';
import * as vscode from 'vscode';
import { runLimits } from '../manifest/settings';
import type { Services } from '../services';
import { diagnosticsText } from './diagnostics-text';

/** Opens a text with what a bug report needs. Holds names of projects and counts, nothing of their contents. */
export async function showDiagnostics(services: Services): Promise<undefined> {
  const { context, projects, runs } = services;
  const found = await projects.projects();
  const counted = await Promise.all(
    found.map(async ({ root, name }) => ({
      name,
      pipelines: (await projects.pipelines(root)).length,
      runs: (await runs.list(root)).length,
      limits: runLimits(root),
    })),
  );
  const manifest: unknown = context.extension.packageJSON;
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
  const content = diagnosticsText({
    eider: version,
    vscode: `${vscode.version} (${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    remote: vscode.env.remoteName ?? 'none',
    node: process.version,
    system: `${process.platform} ${process.arch}, ${os.release()}`,
    machine: `${os.availableParallelism()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    trusted: vscode.workspace.isTrusted,
    folders: vscode.workspace.workspaceFolders?.length ?? 0,
    running: runs.allRunning().length,
    projects: counted,
    logs: context.logUri.fsPath,
  });
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: true });
  return undefined;
}
