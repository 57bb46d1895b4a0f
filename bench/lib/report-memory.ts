import { readFileSync, writeFileSync } from 'node:fs';

/** Loaded before a measured script: writes the process's peak resident memory, in KiB, when it exits. */
process.on('exit', () => {
  const file = process.env['EIDER_BENCH_MEMORY'];
  if (file !== undefined) writeFileSync(file, String(peakKiB()));
});

/** Linux counts a child's `maxRSS` from its parent's memory on, but begins `VmHWM` anew with the program (proc(5)). */
function peakKiB(): number {
  const { maxRSS } = process.resourceUsage();
  if (process.platform !== 'linux') return maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? maxRSS);
}
