import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './command';
import { root } from './root';

/**
 * Packages `dist/` as the extension that is tested, and gives the file. `EIDER_VSIX` names an already packaged one instead, for
 * testing exactly what will be released.
 */
export async function packageExtension(progress: (line: string) => void): Promise<string> {
  const given = process.env['EIDER_VSIX'];
  if (given !== undefined && given !== '') return path.resolve(given);
  if (!existsSync(path.join(root, 'dist', 'extension.js'))) {
    throw new Error('There is no dist/extension.js to package: run `npm run build` first.');
  }
  const file = path.join(root, 'test-results', 'eider.vsix');
  await mkdir(path.dirname(file), { recursive: true });
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--target', 'linux-x64', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const partial = `${file}.${process.pid}`; // two runs at once must not read each other's half
  const output = await runCommand(process.execPath, [vsce, 'package', ...flags, '--out', partial], { cwd: root });
  await rename(partial, file);
  progress(`Packaged ${path.relative(root, file)} ${/Packaged: .*(\(.*\))/.exec(output)?.[1] ?? ''}`);
  return file;
}
