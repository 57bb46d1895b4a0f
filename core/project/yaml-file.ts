import type { Problem } from '../protocol/problem';
import { readTextOrNull } from './files';
import type { FieldOwner } from './yaml-fields';
import { parseYaml } from './yaml-source';

/** A YAML file whose fields are read; what is wrong with them is added to `problems`. */
export interface YamlFile {
  /** Null when there is no such file, it is empty, or it is no YAML. */
  readonly root: FieldOwner | null;
  readonly problems: Problem[];
}

/** Opens a YAML file. `owner` names it in messages. Never throws for what it holds. */
export async function openYamlFile(file: string, owner: string): Promise<YamlFile> {
  const text = await readTextOrNull(file);
  if (text === null) return { root: null, problems: [] };
  const { source, usable, problems: syntax } = parseYaml(file, text);
  const problems = [...syntax];
  const node = source.document.contents;
  if (!usable || node === null) return { root: null, problems };
  return { root: { source, node, owner, report: (problem) => void problems.push(problem) }, problems };
}
