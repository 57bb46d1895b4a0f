import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findInterpreter } from '../../core/blocks/python/interpreter';
import { runCommand } from '../setup/command';
import { root } from '../setup/root';

/** The package that the block of the project needs, which is in no index. */
export const PACKAGE = 'eider_test_numbers';

const files: Readonly<Record<string, string>> = {
  'metadata.yaml': 'project_type: standalone\n',
  'pipelines/numbers/metadata.yaml':
    'name: numbers\ntype: python\nblocks:\n- {uuid: count, name: count, type: data_loader, language: python}\n',
  // a name that Python has, too, which pip imports
  'logging.py': 'raise ImportError("the logging.py of the project")\n',
  'data_loaders/count.py': `import ${PACKAGE}\n\n\n@data_loader\ndef count():\n    return ${PACKAGE}.numbers()\n`,
};

async function writePythonFiles(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** The same project with a `.venv` whose Python, when it is started, leaves a file `started` behind. */
export async function writeHostileProject(folder: string): Promise<void> {
  await writePythonFiles(folder);
  await writeMarkingPython(path.join(folder, '.venv', 'bin', 'python'), path.join(folder, 'started'));
}

/** Writes a program that, when it is started, leaves the file `mark` behind and is no Python. */
export async function writeMarkingPython(file: string, mark: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 });
}

/** Writes a project with one Python block, whose package is not installed in its `.venv`, nor in `.other`. */
export async function writePythonProject(folder: string): Promise<void> {
  await writePythonFiles(folder);
  const { command } = await findInterpreter(root, null, null);
  await runCommand(command, ['-I', '-m', 'venv', path.join(folder, '.venv')], { cwd: folder, timeout: 120 });
  const bare = ['-I', '-m', 'venv', '--without-pip', path.join(folder, '.other')];
  await runCommand(command, bare, { cwd: folder, timeout: 60 });
}

/** Writes the package as a wheel into a folder, for pip to find it there. */
export async function writeWheel(folder: string): Promise<void> {
  const { command } = await findInterpreter(root, null, null);
  const info = `${PACKAGE}-1.0.dist-info`;
  const script = `
import zipfile
with zipfile.ZipFile("${PACKAGE}-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("${PACKAGE}.py", "def numbers():\\n    return {'one': 1}\\n")
    wheel.writestr("${info}/METADATA", "Metadata-Version: 2.1\\nName: ${PACKAGE}\\nVersion: 1.0\\n")
    wheel.writestr("${info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("${info}/RECORD", "${PACKAGE}.py,,\\n${info}/METADATA,,\\n${info}/WHEEL,,\\n${info}/RECORD,,\\n")
`;
  await runCommand(command, ['-c', script], { cwd: folder, timeout: 60 });
}
