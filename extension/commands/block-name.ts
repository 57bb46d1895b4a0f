/** What is wrong with a new uuid, as a sentence; null when it can be used. */
export function nameProblem(uuid: string, taken: ReadonlySet<string>): string | null {
  if (!/[\p{L}\p{N}]/u.test(uuid)) return 'Use letters or digits.';
  return taken.has(uuid) ? `There is a ${uuid} already.` : null;
}
