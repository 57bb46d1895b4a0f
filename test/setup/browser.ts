import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './command';
import { serverPaths } from './vscode-server';

export interface Browser {
  readonly executable: string;
  /** What the browser needs in its environment beside the usual. */
  readonly env: Readonly<Record<string, string>>;
}

/** Chromium from the environment or the system; null when the packaged one has to be used. */
export function systemBrowser(env: NodeJS.ProcessEnv = process.env): Browser | null {
  const given = env['CHROMIUM'];
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`CHROMIUM names ${given}, which is not there.`);
    return { executable: given, env: {} };
  }
  const usual = '/usr/bin/chromium';
  return existsSync(usual) ? { executable: usual, env: {} } : null;
}

/** Unpacks the Chromium of the npm package into the installation's `browser` folder, once. */
export async function installBrowser(folder: string, progress: (line: string) => void): Promise<Browser> {
  const target = path.join(folder, 'browser');
  if (!existsSync(target)) {
    progress('Unpacking a browser for the end-to-end tests');
    const partial = await mkdtemp(`${target}.partial-`);
    const unpack = "import('@sparticuz/chromium').then((module) => module.default.executablePath())";
    // it unpacks into the temporary folder; the system libraries come along only where it believes to run on Amazon's Node.js
    const env = { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
    await runCommand(serverPaths(folder).node, ['--eval', unpack], { cwd: folder, env });
    await useFontsOf(path.join(partial, 'fonts'), path.join(target, 'fonts'));
    await rename(partial, target);
  }
  const executable = path.join(target, 'chromium');
  return { executable, env: await missingOnThisSystem(target, executable) };
}

/** The package's font configuration names the folder it was made for; it has to name ours. */
async function useFontsOf(unpacked: string, final: string): Promise<void> {
  const file = path.join(unpacked, 'fonts.conf');
  if (!existsSync(file)) return;
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(/<dir>[^<]*<\/dir>/g, `<dir>${final}</dir>`));
}

/** Libraries and fonts of the package are used only where the system has none: the system's own fit it better. */
async function missingOnThisSystem(target: string, executable: string): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  const libraries = await runCommand('ldd', [executable], { cwd: target });
  if (libraries.includes('not found')) env['LD_LIBRARY_PATH'] = path.join(target, 'al2023', 'lib');
  if (!existsSync('/usr/share/fonts')) env['FONTCONFIG_PATH'] = path.join(target, 'fonts');
  return env;
}
