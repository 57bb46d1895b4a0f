import type { OutputInfo, Usage } from '../../core/protocol/outputs';

let wholeNumbers: Intl.NumberFormat | null = null;

/** `105870` as `105,870`. */
export function formatCount(count: number): string {
  wholeNumbers ??= new Intl.NumberFormat('en-US'); // takes 10 ms, so not before something is counted
  return wholeNumbers.format(count);
}

/** `3 blocks`, `1 block`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Seconds as a person reads them: `35 ms`, `4.2 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Bytes in decimal units, as disks are sold: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Rows and columns as far as the kind has them: `105,870 × 7,027`, or nothing. */
export function formatShape(output: Pick<OutputInfo, 'rows' | 'columns'>): string {
  return [output.rows, output.columns]
    .filter((size) => size !== null)
    .map(formatCount)
    .join(' × ');
}

/** `X 105,870 × 7,027 sparse`. */
export function describeOutput(output: OutputInfo): string {
  return [output.name, formatShape(output), output.kind].filter((part) => part !== '').join(' ');
}

/** `CPU 2.1 s, memory 340.0 MB`: what a block took of the machine. */
export function describeUsage({ cpu, memory }: Usage): string {
  const time = `CPU ${formatSeconds(cpu)}`;
  return memory === null ? time : `${time}, memory ${formatBytes(memory)}`;
}

/** A UTC time as this machine's clock shows it: `2025-03-01 09:30:05`. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':')}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
