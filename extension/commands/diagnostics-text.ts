import type { RunLimits } from '../../core/protocol/runner';

export interface Diagnostics {
  readonly eider: string;
  readonly vscode: string;
  readonly remote: string;
  readonly node: string;
  readonly system: string;
  readonly machine: string;
  readonly trusted: boolean;
  readonly folders: number;
  readonly running: number;
  readonly projects: readonly {
    readonly name: string;
    readonly pipelines: number;
    readonly runs: number;
    readonly limits: RunLimits;
  }[];
  readonly logs: string;
}

/** The diagnostics as Markdown, to paste into a bug report. */
export function diagnosticsText(found: Diagnostics): string {
  const projects = found.projects.map(({ name, pipelines, runs, limits }) => {
    const { memory, threads, parallel } = limits;
    const limited = `memory ${memory ?? 'default'}, threads ${threads ?? 'all'}, parallel blocks ${parallel ?? 'cores'}`;
    return `- ${name}: ${pipelines} pipelines, ${runs} runs; ${limited}`;
  });
  return [
    '# Eider diagnostics',
    '',
    `- Eider ${found.eider}`,
    `- VS Code ${found.vscode}, remote: ${found.remote}`,
    `- Extension host: Node ${found.node}, ${found.system}, ${found.machine}`,
    `- Workspace: ${found.folders} folders, ${found.trusted ? 'trusted' : 'not trusted'}, ${found.running} runs going on`,
    `- Logs: ${found.logs}`,
    '',
    '## Projects',
    '',
    ...(projects.length === 0 ? ['none'] : projects),
    '',
  ].join('\n');
}
