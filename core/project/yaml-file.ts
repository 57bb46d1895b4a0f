import { isMap, type YAMLMap } from 'yaml';
import type { Problem } from '../protocol/problem';
import { readTextOrNull } from './files';
import type { FieldOwner } from './yaml-fields';
import { offsetOf, parseYaml, problemAt } from './yaml-source';

/** A YAML file whose fields are read; what is wrong with them is added to `problems`. */
export interface YamlFile {
  /** Null when there is no such file, it is empty, it is no YAML, or its content is no map. */
  readonly root: (FieldOwner & { readonly node: YAMLMap }) | null;
  readonly problems: Problem[];
}

/** What a file holds, for messages about one that does not. */
export interface ExpectedMap {
  /** Names the file. */
  readonly owner: string;
  /** What the map is of, for instance `fields`. */
  readonly of: string;
  /** What to write. */
  readonly remedy: string;
}

/** Opens a YAML file that holds a map. Never throws for what it holds. */
export async function openYamlFile(file: string, { owner, of, remedy }: ExpectedMap): Promise<YamlFile> {
  const text = await readTextOrNull(file);
  if (text === null) return { root: null, problems: [] };
  const { source, usable, problems: syntax } = parseYaml(file, text);
  const problems = [...syntax];
  const node = source.document.contents;
  if (!usable || node === null) return { root: null, problems };
  if (isMap(node)) return { root: { source, node, owner, report: (problem) => void problems.push(problem) }, problems };
  const message = `${owner} holds no map of ${of}.`;
  problems.push(problemAt(source, offsetOf(node), { code: 'field_type', message, remedy }));
  return { root: null, problems };
}
