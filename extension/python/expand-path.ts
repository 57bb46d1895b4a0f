import { homedir } from 'node:os';
import path from 'node:path';

/**
 * A path of a setting as an absolute one: `~` is the user's folder, `${workspaceFolder}` and what is relative begin in
 * `folder`. A mere name stays one, to be looked for on the path.
 */
export function expandPath(text: string, folder: string): string {
  const named = text.replaceAll('${workspaceFolder}', folder).replaceAll('${userHome}', homedir());
  const expanded = /^~(?=$|[\\/])/.test(named) ? homedir() + named.slice(1) : named;
  const isName = !/[\\/]/.test(expanded) && !expanded.startsWith('.');
  return isName ? expanded : path.resolve(folder, expanded);
}
