import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder of the installed test tools: in the user's cache, not the work tree, and named by the lock file, so that a
 * changed lock is a new installation and every checkout with the same lock shares one.
 */
export function cacheFolder(lock: string, env: NodeJS.ProcessEnv = process.env): string {
  // the XDG specification ignores a relative path
  const given = env['XDG_CACHE_HOME'];
  const cache = given !== undefined && path.isAbsolute(given) ? given : path.join(homedir(), '.cache');
  return path.join(cache, 'eider-tests', createHash('sha256').update(lock).digest('hex').slice(0, 16));
}
