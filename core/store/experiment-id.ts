import { randomBytes } from 'node:crypto';

/**
 * Ids of records such as `20240201-134501-250-9f3a`: the UTC time to the millisecond and four hexadecimal digits, so that
 * they sort by time as text. Of one thread each is greater than the one before, however fast they come; the digits begin
 * at random for threads that begin in the same millisecond.
 */
export function experimentIds(
  now: () => number = Date.now,
  random: () => number = () => randomBytes(2).readUInt16LE(),
): () => string {
  let last = { time: -Infinity, digits: 0 };
  return () => {
    const time = Math.max(now(), last.time);
    // the upper half is left free to count on in
    last = time > last.time ? { time, digits: random() >> 1 } : following(last);
    return `${compact(last.time)}-${last.digits.toString(16).padStart(4, '0')}`;
  };
}

function following({ time, digits }: { readonly time: number; readonly digits: number }) {
  return digits === 0xffff ? { time: time + 1, digits: 0 } : { time, digits: digits + 1 };
}

function compact(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${clock.replaceAll(':', '').replace('.', '-').replace('Z', '')}`;
}
