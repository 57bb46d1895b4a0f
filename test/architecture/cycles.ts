import type { Import } from './imports';

/**
 * Import cycles between files, each as the files of it in the order they import one another, beginning with the first by
 * name. Of several cycles through the same files one is given.
 *
 * `import type` counts, although it leaves nothing to run: two files whose types need each other cannot be read, moved or
 * tested apart, and one dropped word makes a real cycle of it. The way out is cheap: the shared type gets a file of its own.
 */
export function importCycles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, Set<string>>();
  for (const { from, target } of imports) {
    if (target !== null) targets.set(from, (targets.get(from) ?? new Set()).add(target));
  }
  const finished = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      cycles.push(startingWithFirst(trail.slice(at)));
      return;
    }
    if (finished.has(file)) return;
    for (const target of [...(targets.get(file) ?? [])].sort()) visit(target, [...trail, file]);
    finished.add(file);
  };
  for (const file of [...targets.keys()].sort()) visit(file, []);
  return cycles;
}

function startingWithFirst(cycle: readonly string[]): string[] {
  const first = [...cycle].sort()[0] ?? '';
  const at = cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
