export const noCounts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts of a vitest report (its `json` reporter). A file or a suite that failed without a failing test, such as one that can not be
 * loaded or whose window did not open, counts as one failure, and so does a run that ended badly for any other reason.
 */
export function countReport(report, exitCode) {
  let counts = noCounts;
  for (const file of report?.testResults ?? []) {
    const of = (...states) => file.assertionResults.filter((test) => states.includes(test.status)).length;
    const failed = of('failed');
    const broken = failed === 0 && file.status === 'failed' ? 1 : 0;
    counts = addCounts(counts, {
      passed: of('passed'),
      failed: failed + broken,
      skipped: of('skipped', 'pending', 'todo', 'disabled'),
    });
  }
  return counts.failed === 0 && exitCode !== 0 ? { ...counts, failed: 1 } : counts;
}
