import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** One finished process: wall time in seconds and peak resident memory in MiB. */
export interface Measurement {
  readonly seconds: number;
  readonly peakMiB: number;
}

/**
 * Runs a Node script in a process of its own and measures the whole of it, start and exit included. The process itself
 * reports its peak memory as the operating system counts it. Rejects when it exits with an error.
 */
export async function measureScript(script: string, args: readonly string[]): Promise<Measurement> {
  const report = path.join(os.tmpdir(), `eider-bench-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--require', path.join(__dirname, 'lib', 'report-memory.js'), script, ...args],
    {
      env: { ...process.env, EIDER_BENCH_MEMORY: report },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${path.basename(script)} ${args.join(' ')} exited with ${String(code)}\n${errors}`);
  const peakMiB = Number(await readFile(report, 'utf8')) / 1024;
  await rm(report);
  return { seconds, peakMiB };
}

/** Two things measured in turn, so that a machine that slows down slows both; `rounds` pairs after one warm-up each. */
export async function measurePair(
  rounds: number,
  ours: () => Promise<Measurement>,
  theirs: () => Promise<Measurement>,
): Promise<{ ours: Measurement; theirs: Measurement; ratio: number }> {
  await theirs();
  await ours();
  const pairs: { ours: Measurement; theirs: Measurement }[] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push({ theirs: await theirs(), ours: await ours() });
  return {
    ours: summary(pairs.map((pair) => pair.ours)),
    theirs: summary(pairs.map((pair) => pair.theirs)),
    ratio: median(pairs.map((pair) => pair.ours.seconds / pair.theirs.seconds)),
  };
}

function summary(all: readonly Measurement[]): Measurement {
  return {
    seconds: median(all.map((one) => one.seconds)),
    peakMiB: Math.max(...all.map((one) => one.peakMiB)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
