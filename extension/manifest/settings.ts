import * as vscode from 'vscode';
import type { RunLimits } from '../../core/protocol/runner';

/** Every setting with the type of its value, as the manifest declares it. */
interface SettingMap {
  'eider.run.memoryLimit': string;
  'eider.run.threads': number;
  'eider.run.maxParallelBlocks': number;
}

const settingDefaults: SettingMap = {
  'eider.run.memoryLimit': '',
  'eider.run.threads': 0,
  'eider.run.maxParallelBlocks': 0,
};

/** A setting's value for the given folder; its default when somebody wrote a value of another type. */
function setting<Name extends keyof SettingMap>(name: Name, scope: vscode.Uri): SettingMap[Name] {
  const value: unknown = vscode.workspace.getConfiguration(undefined, scope).get(name);
  const fallback = settingDefaults[name];
  // SAFETY: equal `typeof` means the declared type, since settings are strings and numbers only.
  return typeof value === typeof fallback ? (value as SettingMap[Name]) : fallback;
}

/** The limits of a run in the given project, from the settings. */
export function runLimits(project: string): RunLimits {
  const scope = vscode.Uri.file(project);
  const memory = setting('eider.run.memoryLimit', scope).trim();
  return {
    memory: memory === '' ? null : memory,
    threads: positive(setting('eider.run.threads', scope)),
    parallel: positive(setting('eider.run.maxParallelBlocks', scope)),
  };
}

function positive(value: number): number | null {
  return value > 0 ? Math.floor(value) : null;
}
