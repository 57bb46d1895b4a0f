import path from 'node:path';
import type { DebugConfiguration } from 'vscode';
import type { DebugRequest } from '../../core/protocol/runner';
import { storePaths } from '../../core/store/paths';

/** The key of a configuration that tells our sessions from others. */
export const OWN = 'eider';

export interface Attachment {
  readonly language: DebugRequest['language'];
  /** Port of 127.0.0.1. */
  readonly port: number;
  readonly project: string;
  /** What the session is called. */
  readonly name: string;
  /** Tells the session from others. */
  readonly id: string;
  /** Folder of our own bundles, which nobody steps into. */
  readonly dist: string;
}

/** How VS Code attaches its debugger to a block that waits for one. What is left out, the user's settings say. */
export function attachConfiguration({ language, port, project, name, id, dist }: Attachment): DebugConfiguration {
  const common = { name, request: 'attach', [OWN]: id };
  if (language === 'python') return { ...common, type: 'debugpy', connect: { host: '127.0.0.1', port } };
  const compiled = globOf(path.join(storePaths(project).cache, 'blocks'), '**', '*.mjs');
  return {
    ...common,
    type: 'node',
    address: '127.0.0.1',
    port,
    cwd: project,
    continueOnAttach: true,
    // a block may be over before its breakpoints are found: a script waits until its source map has been read
    pauseForSourceMap: true,
    // what the block starts is its own affair; its thread is attached to by itself
    autoAttachChildProcesses: false,
    sourceMaps: true,
    outFiles: [compiled],
    resolveSourceMapLocations: [compiled],
    skipFiles: ['<node_internals>/**', globOf(dist, '**')],
  };
}

/** Globs have forward slashes on Windows too. */
function globOf(...parts: readonly string[]): string {
  return path.join(...parts).replaceAll('\\', '/');
}
