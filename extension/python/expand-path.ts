import { homedir } from 'node:os';
import path from 'node:path';
import { pythonIn } from '../../core/blocks/python/environment-folder';

/**
 * A path of a setting as an absolute one: `~` is the user's folder, `${workspaceFolder}` and what is relative begin in
 * `folder`. A mere name is that of an environment in `folder`, else it stays one, to be looked for on the path.
 */
export async function expandPath(text: string, folder: string): Promise<string> {
  const named = text.replaceAll('${workspaceFolder}', folder).replaceAll('${userHome}', homedir());
  const expanded = /^~(?=$|[\\/])/.test(named) ? homedir() + named.slice(1) : named;
  const isName = !/[\\/]/.test(expanded) && !expanded.startsWith('.');
  const resolved = path.resolve(folder, expanded);
  return isName && (await pythonIn(resolved)) === null ? expanded : resolved;
}
