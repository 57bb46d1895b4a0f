import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { countReport } from './counts.mjs';
import { run } from './run.mjs';

/** Runs one project of `vitest.config.mjs`, on the test files whose path contains one of the patterns, if there are any. */
export async function runVitest(project, patterns) {
  const reportFile = `test-results/${project}.json`;
  await mkdir('test-results', { recursive: true });
  await rm(reportFile, { force: true });
  const flags = [
    'run',
    '--project',
    project,
    '--reporter',
    'default',
    '--reporter',
    'json',
    `--outputFile.json=${reportFile}`,
  ];
  if (patterns.length > 0) flags.push('--passWithNoTests');
  const exitCode = await run([process.execPath, 'node_modules/vitest/vitest.mjs', ...flags, ...patterns]);
  const report = existsSync(reportFile) ? JSON.parse(await readFile(reportFile, 'utf8')) : null;
  return { counts: countReport(report, exitCode), files: report?.testResults.length ?? 0 };
}
