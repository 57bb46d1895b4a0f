import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { barePython, oldestAndNewestPython, withReason } from '../../../test/support/python';

/** The worker and the stand-in for mage_ai. */
const files = path.resolve(import.meta.dirname, '../../../python');
const python = await barePython();
const command = 'command' in python ? python.command : null;
const ends = await oldestAndNewestPython('bare');

/** Names each file that the grammar of Python 3.9 refuses, and how many files it has read. */
const PARSE_ALL = `
import ast, pathlib, sys
files = sorted(pathlib.Path(sys.argv[1]).rglob("*.py"))
for file in files:
    try:
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 9))
    except SyntaxError as error:
        print(f"{file}:{error.lineno}: {error.msg}")
print(len(files), "files")
`;

describe('the files that run in the interpreter of the user', () => {
  it.skipIf(command === null)(withReason('are written in the grammar of Python 3.9', python), async () => {
    const { stdout } = await promisify(execFile)(command ?? '', ['-c', PARSE_ALL, files]);
    expect(stdout).toMatch(/^\d\d+ files\n$/);
  });

  for (const { command: own, title } of ends) {
    it.skipIf(own === null)(`are compiled without a warning by ${title}`, async () => {
      const compile = 'import compileall, sys; sys.exit(not compileall.compile_dir(sys.argv[1], quiet=1, force=True))';
      const cache = await mkdtemp(path.join(tmpdir(), 'eider-pycache-'));
      const env = { ...process.env, PYTHONPYCACHEPREFIX: cache };
      try {
        await promisify(execFile)(own ?? '', ['-W', 'error', '-c', compile, files], { env });
      } finally {
        await rm(cache, { recursive: true, force: true });
      }
    });
  }
});
