import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from '../setup/command';
import type { Tools } from '../setup/install';
import { endProcessesWith, processesWith } from './processes';
import { quietSettings, type Settings } from './settings';

export interface ServerOptions {
  /** Packaged extension to install before the start. */
  readonly vsix: string;
  /** Packaged extensions to install beside it. */
  readonly neighbours?: readonly string[];
  readonly settings?: Settings;
  /** With workspace trust a folder starts untrusted, as in a desktop VS Code; without it everything is trusted. */
  readonly workspaceTrust?: boolean;
  /** Added to the environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface VSCodeServer {
  readonly origin: string;
  /** Temporary folder of this server: user data, logs, and room for workspaces. */
  readonly data: string;
  /** The address that opens a folder or a `.code-workspace` file. */
  url: (file: string) => string;
  /** Pids of the processes that it or the extension started and whose command line has these words. */
  processes: (words: string) => number[];
  /** Last lines of the server's console and of the extension's own logs. */
  logs: () => Promise<string>;
  /** Ends the server with every process it or the extension started, and removes its folder. */
  stop: () => Promise<void>;
}

/** Starts a real VS Code on a free port of 127.0.0.1, with a user, extensions and state of its own. */
export async function startServer({ node, entry }: Tools, options: ServerOptions): Promise<VSCodeServer> {
  const data = await realpath(await mkdtemp(path.join(tmpdir(), 'eider-e2e-')));
  const userData = path.join(data, 'user');
  const logFile = path.join(data, 'server.log');
  const trust = options.workspaceTrust === true;
  await mkdir(path.join(userData, 'User'), { recursive: true });
  const settings = { ...quietSettings, 'security.workspace.trust.enabled': trust, ...options.settings };
  await writeFile(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings));

  const env = { ...serverEnvironment(data), ...options.env, EIDER_E2E: data };
  const endAll = () => {
    endProcessesWith('EIDER_E2E', data);
    rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  process.once('exit', endAll);
  let child: ChildProcess | null = null;
  const stop = async () => {
    if (child !== null) await endGracefully(child);
    endAll();
    process.removeListener('exit', endAll);
  };

  const folders = ['--config', path.join(data, 'config.yaml'), '--user-data-dir', userData];
  folders.push('--extensions-dir', path.join(data, 'extensions'));
  const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
  flags.push('--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened');
  if (!trust) flags.push('--disable-workspace-trust');
  try {
    const extensions = [options.vsix, ...(options.neighbours ?? [])].flatMap((file) => ['--install-extension', file]);
    await runCommand(node, [entry, ...folders, ...extensions], { cwd: data, env, timeout: 60 });
    child = spawn(node, [entry, ...folders, ...flags], { cwd: data, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const origin = await listening(child, logFile);
    const url = (file: string) => {
      const what = file.endsWith('.code-workspace') ? 'workspace' : 'folder';
      return `${origin}/?${new URLSearchParams({ [what]: file }).toString()}`;
    };
    const processes = (words: string) => processesWith('EIDER_E2E', data, words);
    return { origin, data, url, processes, logs: () => readLogs(logFile, path.join(userData, 'logs')), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Our environment without what an outer VS Code terminal or a test runner would leak into the server. */
function serverEnvironment(data: string): NodeJS.ProcessEnv {
  const leaking = /^(VSCODE_|ELECTRON_|VITEST|NODE_OPTIONS$|NODE_ENV$|PORT$|PASSWORD$|npm_)/;
  const own = Object.entries(process.env).filter(([name]) => !leaking.test(name));
  return {
    ...Object.fromEntries(own),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // nothing is looked up outside
    // the heartbeat and the console log go there whatever --user-data-dir says
    XDG_DATA_HOME: path.join(data, 'xdg'),
    XDG_CONFIG_HOME: path.join(data, 'xdg'),
  };
}

/** The address the server says it listens on. Its whole output goes to `logFile`. */
async function listening(child: ChildProcess, logFile: string): Promise<string> {
  const log = createWriteStream(logFile);
  const lines: string[] = [];
  return await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start:\n${lines.join('\n')}`)), 60_000);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        log.write(`${line}\n`);
        if (lines.length < 100) lines.push(line);
        const [, origin] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
        if (origin === undefined) return;
        clearTimeout(timer);
        resolve(origin);
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ended with exit status ${String(code)}:\n${lines.join('\n')}`));
    });
  });
}

async function endGracefully(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exit;
  clearTimeout(timer);
}

async function readLogs(serverLog: string, logs: string): Promise<string> {
  const written = await readdir(logs, { recursive: true });
  const own = written.filter((file) => /eider[^/]*\.log$/i.test(file)).map((file) => path.join(logs, file));
  const tails = [serverLog, ...own].map(async (file) => {
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    return [`--- ${path.basename(file)}`, ...lines.slice(-40)].join('\n');
  });
  return (await Promise.all(tails)).join('\n');
}
