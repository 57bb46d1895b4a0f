import { writeFileSync } from 'node:fs';

/** Loaded before a measured script: writes the process's peak resident memory, in KiB, when it exits. */
process.on('exit', () => {
  const file = process.env['EIDER_BENCH_MEMORY'];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
