/** What a timer of JavaScript's can wait at most, about 24.8 days; more would make it ring at once. */
const LONGEST = 2 ** 31 - 1;

/** Seconds as a timer takes them. */
export function milliseconds(seconds: number): number {
  return Math.min(seconds * 1000, LONGEST);
}
