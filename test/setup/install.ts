import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, installBrowser, systemBrowser } from './browser';
import { cacheFolder } from './cache-folder';
import { CommandError } from './command';
import { withLock } from './lock';
import { root } from './root';
import { installServer, serverPaths } from './vscode-server';

/** What the end-to-end tests run with. */
export interface Tools {
  readonly node: string;
  readonly entry: string;
  readonly browser: Browser;
}

/** Either the tools, or why this machine cannot have them. */
export type Installation = { readonly tools: Tools } | { readonly unavailable: string };

/** Installs what is missing of the server and the browser. Several processes may ask at once: one installs, the others wait. */
export async function installTools(progress: (line: string) => void): Promise<Installation> {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64')
    return { unavailable: `the VS Code server is installed on linux-x64 only, this is ${platform}` };

  const lockFolder = path.join(root, 'test', 'setup', 'vscode-server');
  const folder = cacheFolder(await readFile(path.join(lockFolder, 'package-lock.json'), 'utf8'));
  await mkdir(path.dirname(folder), { recursive: true });
  const { node, entry } = serverPaths(folder);
  const install = async (): Promise<Installation> => {
    await installServer(folder, lockFolder, progress);
    const browser = systemBrowser() ?? (await installBrowser(folder, progress));
    return { tools: { node, entry, browser } };
  };
  try {
    return await withLock(folder, install, () => progress('Waiting for another process that installs the test tools'));
  } catch (error) {
    if (!(error instanceof CommandError) || !isUnreachable(error.output)) throw error;
    return { unavailable: 'the npm registry is out of reach, so the VS Code server could not be installed' };
  }
}

/** Whether npm failed for want of a network, not because something is wrong with what it installs. */
export function isUnreachable(output: string): boolean {
  return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/.test(output);
}
