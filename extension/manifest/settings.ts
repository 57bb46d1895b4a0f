import * as vscode from 'vscode';
import { usualRetention, type Retention, type RunLimits } from '../../core/protocol/runner';

/** Every setting with the type of its value, as the manifest declares it. */
interface SettingMap {
  'eider.python': string;
  'eider.run.memoryLimit': string;
  'eider.run.threads': number;
  'eider.run.maxParallelBlocks': number;
  'eider.retention.outputs': number;
  'eider.retention.runs': number;
  'eider.retention.days': number;
}

const settingDefaults: SettingMap = {
  'eider.python': '',
  'eider.run.memoryLimit': '',
  'eider.run.threads': 0,
  'eider.run.maxParallelBlocks': 0,
  'eider.retention.outputs': 5,
  'eider.retention.runs': 200,
  'eider.retention.days': 0,
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

/** The Python interpreter that the settings name for the given project; null when they name none. */
export function pythonSetting(project: string): string | null {
  return setting('eider.python', vscode.Uri.file(project)).trim() || null;
}

/** What is kept of the runs of the given project, from the settings. */
export function runRetention(project: string): Retention {
  const scope = vscode.Uri.file(project);
  return {
    outputs: positive(setting('eider.retention.outputs', scope)) ?? usualRetention.outputs,
    runs: positive(setting('eider.retention.runs', scope)) ?? usualRetention.runs,
    days: positive(setting('eider.retention.days', scope)),
  };
}

function positive(value: number): number | null {
  return value > 0 ? Math.floor(value) : null;
}
