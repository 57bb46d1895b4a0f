import { randomBytes } from 'node:crypto';

/**
 * A new run id such as `20240201-134501-250-9f3a`: the UTC time to the millisecond, so that ids sort by time as text,
 * and four random hexadecimal digits for runs that start together.
 */
export function newRunId(now: Date, random: () => string = () => randomBytes(2).toString('hex')): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const compact = time.replaceAll(':', '').replace('.', '-').replace('Z', '');
  return `${date.replaceAll('-', '')}-${compact}-${random()}`;
}
