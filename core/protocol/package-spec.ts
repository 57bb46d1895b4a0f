import type { FoundPackage } from './adoption';

/** Whether a text names a package, perhaps with extras and a version: nothing that pip would take for an option or an address. */
export function isPackage(text: string): boolean {
  return /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?(\[[\w, .-]+\])?([<>=!~]=?[\w.*+!-]+(,[<>=!~]=?[\w.*+!-]+)*)?$/.test(text);
}

/** What to install of a package: the version that a `requirements.txt` asks for, where it says so in the usual way, else any. */
export function specOf({ name, required }: Pick<FoundPackage, 'name' | 'required'>): string {
  const compact = (required ?? '').replaceAll(/\s*([<>=!~]=?|,)\s*/g, '$1');
  return isPackage(compact) ? compact : name;
}

/** The same as it is typed: a shell takes `<` and `>` for something else. */
export function typedSpec(one: Pick<FoundPackage, 'name' | 'required'>): string {
  const spec = specOf(one);
  return /^[\w.=-]+$/.test(spec) ? spec : `"${spec}"`;
}
