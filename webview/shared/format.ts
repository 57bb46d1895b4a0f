const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, notation: 'compact' });

/** 105870 → `105,870`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** `1 row`, `105,870 rows`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** How long something took, in seconds: `12 ms`, `1.2 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.001) return '< 1 ms';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${twoDigits(Math.floor((whole % 3600) / 60))} min`;
}

/** A running clock, in seconds: `0:07`, `12:34`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`;
}

/** Seconds since an ISO time; null when there is no such time. */
export function secondsSince(iso: string | null, now: number): number | null {
  if (iso === null) return null;
  const start = Date.parse(iso);
  return Number.isNaN(start) ? null : Math.max(0, (now - start) / 1000);
}

export function formatBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (bytes < 1000) return countOf(bytes, 'byte');
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** A number at an axis or in a summary, short: `0.0123`, `1,234`, `20M`. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return value.toExponential(2);
  return size >= 1e6 ? compact.format(value) : plain.format(value);
}

/** A share of a whole: `45 %`, `0.3 %`, `< 0.1 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return '< 0.1 %';
  if (percent < 10) return `${Number(percent.toFixed(1))} %`;
  return `${part < whole ? Math.min(99, Math.round(percent)) : 100} %`;
}

/** Epoch seconds in UTC, no finer than `span` seconds deserve: `2024-01-31`, `2024-01-31 08:15`, `08:15:30`. */
export function formatInstant(epochSeconds: number, span: number): string {
  const time = new Date(epochSeconds * 1000);
  if (Number.isNaN(time.getTime())) return String(epochSeconds);
  const iso = time.toISOString();
  const split = iso.indexOf('T');
  const date = iso.slice(0, split);
  if (span >= 3 * 86_400) return date;
  if (span >= 600) return `${date} ${iso.slice(split + 1, split + 6)}`;
  return iso.slice(split + 1, split + 9);
}

/** A local clock time of an ISO instant, with the date unless it is the day of `now`. */
export function formatWhen(iso: string, now: number): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  const sameDay = time.toDateString() === new Date(now).toDateString();
  return sameDay
    ? clock
    : `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} ${clock}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
