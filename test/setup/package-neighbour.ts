import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './command';
import { root } from './root';

/** Packages an extension that a test needs beside ours, by its folder in `test/e2e`, and gives the file. */
export async function packageNeighbour(folder: string): Promise<string> {
  const file = path.join(root, 'test-results', `${folder}-${process.pid}.vsix`);
  await mkdir(path.dirname(file), { recursive: true });
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--allow-missing-repository', '--skip-license', '--no-dependencies', '--out', file];
  await runCommand(process.execPath, [vsce, 'package', ...flags], { cwd: path.join(root, 'test', 'e2e', folder) });
  return file;
}
