import { run } from './run.mjs';

/** Runs one check, which passes or fails as a whole. */
export async function runCheck({ name, command }) {
  const started = performance.now();
  const passed = (await run(command)) === 0;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}
