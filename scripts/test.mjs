// npm test: builds, then runs every tier, or those named, and closes with `N passed, N failed[, N skipped]`.
//   npm test -- --tier unit --tier integration     only these
//   npm test -- --tier e2e graph                   only test files whose path contains `graph`
import { parseArguments } from './test/arguments.mjs';
import { runCheck } from './test/check.mjs';
import { addCounts, closingLine, noCounts } from './test/counts.mjs';
import { runVitest } from './test/vitest.mjs';

const check = (name, ...command) => ({ name, command: [process.execPath, ...command] });
const tsc = 'node_modules/typescript/bin/tsc';

/** What each tier does besides vitest; null is vitest with the project of that name. */
const checks = {
  lint: [
    check('eslint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
    check('knip', 'node_modules/knip/bin/knip.js'),
    check('prettier', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  ],
  types: [
    check('types of the repository', tsc, '-b'),
    // also writes the sample's editor types
    check('validity of the sample', 'dist/cli.js', 'validate', '--project', 'samples/green-taxi'),
    check('types of the sample', tsc, '-p', 'samples/green-taxi'),
    check('validity of the sample in Python', 'dist/cli.js', 'validate', '--project', 'samples/green-taxi-python'),
    check('validity of the sample of Mage’s format', 'dist/cli.js', 'validate', '--project', 'samples/mage-titanic'),
  ],
  unit: null,
  integration: null,
  e2e: null,
};

const asked = parseArguments(process.argv.slice(2), Object.keys(checks));
if ('problem' in asked) {
  console.error(asked.problem);
  process.exit(2);
}

let total = await runCheck(check('build', 'scripts/build.mjs'));
let files = 0;
if (total.failed === 0) {
  for (const tier of asked.tiers) {
    const started = performance.now();
    console.log(`\n== ${tier}`);
    const steps = checks[tier];
    let counts = noCounts;
    if (steps === null) {
      const result = await runVitest(tier, asked.patterns);
      counts = result.counts;
      files += result.files;
    } else {
      for (const step of steps) counts = addCounts(counts, await runCheck(step));
    }
    console.log(`== ${tier}: ${closingLine(counts)} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    total = addCounts(total, counts);
  }
  if (asked.patterns.length > 0 && files === 0 && total.failed === 0) {
    console.error(`No test file matches ${asked.patterns.join(' ')}`);
    total = addCounts(total, { passed: 0, failed: 1, skipped: 0 });
  }
}
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
