import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { consoleFolder } from '../../core/blocks/python/console';
import { EiderError } from '../../core/errors';
import { installCommand } from '../python/install-command';
import { runInTerminal } from '../python/terminal-task';
import { pythonName } from '../python/words';
import { requireTrust } from '../runs/run-service';
import type { Services } from '../services';
import { blockOf, packagesOf, resolveTarget, type BlockRef, type RunRef } from '../target';
import { askProject } from './ask';
import { environmentOf } from './new-python-environment';
import { runCommand } from './run-command';

/**
 * Installs what a block has failed for into the Python of its project, or packages that are given or that the user names, and offers to go on
 * with the run.
 */
export async function installPackages(services: Services, argument: unknown): Promise<undefined> {
  requireTrust();
  const block = blockOf(resolveTarget(argument));
  const missing = block === null ? null : await missingOf(services, block);
  const project = await askProject(services, argument);
  if (project === undefined) return;
  const packages = missing?.packages ?? packagesOf(argument) ?? (await askPackages());
  if (packages === undefined || packages.length === 0) return;
  if (!(await prepare(services, project, packages))) return;
  const report = await services.pythons.report(project);
  const command = installCommand(report, packages, !report.hasPip && (await hasUv()));
  const names = packages.join(', ');
  // pip is a module: a logging.py of the project would be taken for Python's own. uv reads the project's settings.
  const cwd = report.hasPip ? consoleFolder(path.join(services.context.extensionPath, 'dist')) : project;
  const code = await runInTerminal(`Install ${names}`, command, cwd);
  services.pythons.refresh();
  if (code === undefined) return;
  if (code !== 0) throw notInstalled(names, code);
  await offerRun(names, missing?.run ?? null);
}

/** What the newest run of a block lacks, and that run; null when it lacks nothing. */
async function missingOf(
  { runs }: Services,
  block: BlockRef,
): Promise<{ readonly packages: readonly string[]; readonly run: RunRef } | null> {
  for (const state of await runs.recent(block)) {
    const found = state.blocks.find(({ plan }) => plan.uuid === block.block);
    if (found === undefined || found.status === 'pending') continue;
    const packages = found.failure?.missing?.packages;
    return packages === undefined ? null : { packages, run: { ...block, run: state.run } };
  }
  return null;
}

async function askPackages(): Promise<string[] | undefined> {
  const entered = await vscode.window.showInputBox({
    title: 'Install Python Packages',
    prompt: 'Names of packages, with spaces between them',
    placeHolder: 'pandas pyarrow',
  });
  return entered?.split(/\s+/).filter((name) => name !== '');
}

/** Asks whether to install, and where: packages of the operating system's Python are not ours to change. */
async function prepare(services: Services, project: string, packages: readonly string[]): Promise<boolean> {
  const report = await services.pythons.report(project);
  const names = packages.join(', ');
  if (!report.isManaged) {
    const into = `Install ${names} into Python ${pythonName(report)}?`;
    const answer = await vscode.window.showInformationMessage(
      into,
      { modal: true, detail: report.interpreter },
      'Install',
    );
    return answer !== undefined;
  }
  const detail = `The packages of ${report.interpreter} belong to the operating system. A virtual environment .venv in the project has its own.`;
  const both = 'Make .venv and Install';
  const answer = await vscode.window.showInformationMessage(`Install ${names}?`, { modal: true, detail }, both);
  return answer !== undefined && (await environmentOf(services, project)) !== undefined;
}

async function offerRun(names: string, run: RunRef | null): Promise<void> {
  const again = 'Run Again';
  const buttons = run === null ? [] : [again];
  const chosen = await vscode.window.showInformationMessage(`Installed ${names}.`, ...buttons);
  if (chosen === again && run !== null) runCommand('eider.retryRun', run);
}

/** Whether uv is on the path. */
async function hasUv(): Promise<boolean> {
  return promisify(execFile)('uv', ['--version'], { timeout: 10_000, windowsHide: true }).then(
    () => true,
    () => false,
  );
}

function notInstalled(names: string, code: number): EiderError {
  return new EiderError({
    code: 'install_failed',
    message: `${names} could not be installed (exit code ${code}).`,
    remedy: 'The terminal says why.',
  });
}
