import { countText } from '../core/protocol/children-text';
import type { Usage } from '../core/protocol/outputs';

/** `1 row`, `105,870 rows`, `105,870 / 54,378 rows`; empty when there is nothing to count. */
export function rowsText(rows: readonly number[]): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, 4).map(countText);
  if (rows.length > shown.length) shown.push('…');
  return `${shown.join(' / ')} ${rows.length === 1 && rows[0] === 1 ? 'row' : 'rows'}`;
}

/** How long something took, in seconds: `12 ms`, `1.2 s`, `2 min 05 s`, `1 h 02 min`. */
export function durationText(seconds: number): string {
  if (seconds < 0.9995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `CPU 2.1 s · memory 340 MB`: what a block took of the machine. */
export function usageText({ cpu, memory }: Usage): string {
  return dotted(
    `CPU ${durationText(cpu)}`,
    memory === null ? '' : `memory ${Math.max(1, Math.round(memory / 1e6))} MB`,
  );
}

/** The local clock time of an ISO instant, with the date unless it is the day of `now`. */
export function whenText(iso: string, now: Date): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}

/** Text for a Markdown tooltip: what has a meaning in Markdown is taken literally. */
export function literal(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&').replaceAll(/\r?\n/g, '  \n');
}

/** The parts that are not empty, with dots between them. */
export function dotted(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
