import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Tools } from '../setup/install';
import { root } from '../setup/root';
import { type BrowserWindow, openBrowser } from './browser';
import { themes, type ThemeName } from './settings';
import { type ServerOptions, startServer, type VSCodeServer } from './vscode-server';
import { Workbench } from './workbench';

export interface SessionOptions extends Omit<ServerOptions, 'vsix'> {
  /** Folder to work on a copy of; the green-taxi sample when there is none, an empty folder when null. */
  readonly workspace?: string | null;
  /** Adds to the copy before it is opened. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** What of the copy to open: a folder or a `.code-workspace` file in it; the copy itself when there is none. */
  readonly open?: string;
}

/** One VS Code with one window on a temporary copy of a workspace. */
export interface Session {
  readonly server: VSCodeServer;
  readonly browser: BrowserWindow;
  readonly workbench: Workbench;
  /** The copy: tests may change it at will. */
  readonly folder: string;
  close: () => Promise<void>;
}

/** Starts a server and a browser and opens a copy of the workspace. What was started is ended again when that fails. */
export async function openSession(
  tools: Tools,
  vsix: string,
  theme: ThemeName,
  options: SessionOptions = {},
): Promise<Session> {
  const settings = { 'workbench.colorTheme': themes[theme], ...options.settings };
  const server = await startServer(tools, { ...options, vsix, settings });
  let browser: BrowserWindow | null = null;
  const close = async () => {
    try {
      await browser?.close();
    } finally {
      await server.stop();
    }
  };
  try {
    const folder = await copyOf(options.workspace, server.data);
    await options.prepare?.(folder);
    browser = await openBrowser(tools.browser, path.join(server.data, 'browser'));
    const workbench = new Workbench(browser.page);
    await workbench.open(server.url(path.join(folder, options.open ?? '')));
    return { server, browser, workbench, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copyOf(workspace: string | null | undefined, parent: string): Promise<string> {
  if (workspace === null) {
    const empty = path.join(parent, 'workspace');
    await mkdir(empty);
    return empty;
  }
  const original = workspace ?? path.join(root, 'samples', 'green-taxi');
  const folder = path.join(parent, path.basename(original));
  // what earlier runs and their environment left beside the sample is not part of it
  const left = new Set(['.eider', '.venv', 'exports']);
  await cp(original, folder, { recursive: true, filter: (source) => !left.has(path.basename(source)) });
  return folder;
}
