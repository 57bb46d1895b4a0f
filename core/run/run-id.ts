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

/** Whether a run was started more than so many days ago, as its id tells. An id of another form is not old. */
export function isOlder(run: string, days: number | null, now = new Date()): boolean {
  return (
    days !== null &&
    /^\d{8}-\d{6}-\d{3}-/.test(run) &&
    run < newRunId(new Date(now.getTime() - days * 86_400_000), () => '')
  );
}
